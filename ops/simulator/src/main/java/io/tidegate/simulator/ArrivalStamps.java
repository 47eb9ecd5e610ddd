package io.tidegate.simulator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator.DelegatingHandle;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.UncheckedBooleanSupplier;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * When the bytes that are being read arrived, as the kernel noted it.
 *
 * <p>An event loop that was held up (by a collection, by another process, by the machine) reads in
 * one heap what came in the meantime. The kernel stamps each segment as it is received, so the
 * ledger stays true. Netty asks its allocator for a buffer just before it reads from a socket: that
 * is the moment to ask the kernel about the bytes that wait. A stamp holds while what was read is
 * handed on, on the same thread, and no longer.
 */
@Sharable
final class ArrivalStamps extends ChannelInboundHandlerAdapter {
  /** So far off in microseconds is no delay: this process has been given another clock. */
  private static final long OTHER_CLOCK = 60_000_000;

  private final KernelStamps kernel;
  private long latest;

  private ArrivalStamps(KernelStamps kernel) {
    this.kernel = kernel;
  }

  /** Null where the kernel does not tell, or Netty does not read by epoll. */
  static @Nullable ArrivalStamps ofThisMachine() {
    Transport epoll = Transport.EPOLL;
    KernelStamps kernel = epoll != null && epoll.available() ? KernelStamps.ofThisMachine() : null;
    return kernel == null ? null : new ArrivalStamps(kernel);
  }

  /**
   * When what is being read arrived.
   *
   * @param now what to say where it is not known: the loop's own time
   */
  long orElse(long now) {
    return Math.abs(now - latest) > OTHER_CLOCK ? now : latest;
  }

  /** A way to listen whose connections are stamped. */
  Transport transport() {
    return new Stamped(new Listening(this));
  }

  /** A connection came: what it sends is stamped from now on. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object came) {
    if (came instanceof SocketChannel connection && came instanceof UnixChannel socket) {
      int number = socket.fd().intValue();
      if (kernel.enable(number)) {
        connection.config().setRecvByteBufAllocator(new Asking(number));
      }
    }
    context.fireChannelRead(came);
  }

  private record Stamped(EpollTransport implementation) implements Transport {
    @Override
    public String name() {
      return "epoll, stamped";
    }

    @Override
    public boolean available() {
      return implementation.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
      return implementation.unavailabilityCause();
    }
  }

  private static final class Listening extends EpollTransport {
    private final ArrivalStamps stamps;

    Listening(ArrivalStamps stamps) {
      this.stamps = stamps;
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
      super.configure(config, domainSocket, bootstrap);
      bootstrap.handler(stamps);
    }
  }

  /** Asks the kernel each time before a socket is read. */
  private final class Asking extends AdaptiveRecvByteBufAllocator {
    private final int socket;

    Asking(int socket) {
      this.socket = socket;
    }

    @Override
    public ExtendedHandle newHandle() {
      return new AskingHandle((ExtendedHandle) super.newHandle(), socket);
    }
  }

  private final class AskingHandle extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle usual;
    private final int socket;

    AskingHandle(ExtendedHandle usual, int socket) {
      super(usual);
      this.usual = usual;
      this.socket = socket;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator buffers) {
      latest = kernel.micros(socket);
      return super.allocate(buffers);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier mayHaveMore) {
      return usual.continueReading(mayHaveMore);
    }

    @Override
    public void readComplete() {
      latest = 0;
      super.readComplete();
    }
  }
}
