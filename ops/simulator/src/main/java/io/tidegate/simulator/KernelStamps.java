package io.tidegate.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks Linux when the bytes that wait in a TCP socket arrived: {@code SO_TIMESTAMPNS}, of which
 * {@code recvmsg} tells in a control message (socket(7), cmsg(3)). Bytes are looked at, not taken
 * and not copied ({@code MSG_PEEK | MSG_TRUNC}, tcp(7)). For one thread.
 */
final class KernelStamps {
  private static final Set<String> KNOWN = Set.of("amd64", "aarch64");
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_TIMESTAMPNS = 35;
  private static final int PEEK_ONLY = 0x02 | 0x20 | 0x40; // MSG_PEEK, MSG_TRUNC, MSG_DONTWAIT
  private static final long MOST_BYTES = 1 << 20;

  /** Offsets in {@code struct msghdr} and {@code struct cmsghdr} where pointers have 64 bits. */
  private static final long IOV = 16;

  private static final long IOV_LENGTH = 24;
  private static final long CONTROL = 32;
  private static final long CONTROL_LENGTH = 40;
  private static final long MSGHDR_BYTES = 56;
  private static final long CMSG_LEVEL = 8;
  private static final long CMSG_TYPE = 12;
  private static final long CMSG_SECONDS = 16;
  private static final long CMSG_NANOS = 24;
  private static final long CONTROL_BYTES = 64;

  private final MethodHandle setsockopt;
  private final MethodHandle recvmsg;
  private final MemorySegment on;
  private final MemorySegment message;
  private final MemorySegment control;

  private KernelStamps(Linker linker) {
    this.setsockopt =
        downcall(
            linker,
            "setsockopt",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    this.recvmsg =
        downcall(
            linker,
            "recvmsg",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    Arena arena = Arena.ofAuto();
    this.on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
    this.control = arena.allocate(CONTROL_BYTES, 8);
    MemorySegment part = arena.allocate(16, 8);
    part.set(ValueLayout.ADDRESS, 0, control); // never written to: nothing is copied
    part.set(ValueLayout.JAVA_LONG, 8, MOST_BYTES);
    this.message = arena.allocate(MSGHDR_BYTES, 8);
    message.set(ValueLayout.ADDRESS, IOV, part);
    message.set(ValueLayout.JAVA_LONG, IOV_LENGTH, 1);
    message.set(ValueLayout.ADDRESS, CONTROL, control);
    begin(linker);
  }

  /**
   * Linux stamps as long as any socket wants it, and begins some milliseconds after the first has
   * asked (net_enable_timestamp in net/core/dev.c): so one asks now, before anybody connects, and
   * stays open.
   */
  private void begin(Linker linker) {
    MethodHandle open =
        downcall(
            linker,
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    try {
      var _ = enable((int) open.invokeExact(AF_INET, SOCK_DGRAM, 0));
    } catch (Throwable e) {
      throw new IllegalStateException("socket", e);
    }
  }

  @SuppressWarnings(
      "restricted") // three functions of POSIX, with the arguments they are declared with
  private static MethodHandle downcall(Linker linker, String name, FunctionDescriptor form) {
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form);
  }

  /** Null on machines whose kernel is not known to say it in this way. */
  static @Nullable KernelStamps ofThisMachine() {
    boolean known =
        "Linux".equals(System.getProperty("os.name"))
            && KNOWN.contains(System.getProperty("os.arch"));
    return known ? new KernelStamps(Linker.nativeLinker()) : null;
  }

  /** Lets the kernel note from now on when what it receives for a socket arrives. */
  boolean enable(int socket) {
    try {
      return (int) setsockopt.invokeExact(socket, SOL_SOCKET, SO_TIMESTAMPNS, on, Integer.BYTES)
          == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("setsockopt", e);
    }
  }

  /**
   * When the last of the bytes that wait in a socket arrived, by the system's clock.
   *
   * @return microseconds since 1970; 0 if nothing waits or the kernel does not say
   */
  long micros(int socket) {
    message.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, CONTROL_BYTES);
    long read;
    try {
      read = (long) recvmsg.invokeExact(socket, message, PEEK_ONLY);
    } catch (Throwable e) {
      throw new IllegalStateException("recvmsg", e);
    }
    boolean stamped =
        read > 0
            && message.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH) > CMSG_NANOS
            && control.get(ValueLayout.JAVA_INT, CMSG_LEVEL) == SOL_SOCKET
            && control.get(ValueLayout.JAVA_INT, CMSG_TYPE) == SO_TIMESTAMPNS;
    return stamped
        ? control.get(ValueLayout.JAVA_LONG, CMSG_SECONDS) * 1_000_000
            + control.get(ValueLayout.JAVA_LONG, CMSG_NANOS) / 1_000
        : 0;
  }
}
