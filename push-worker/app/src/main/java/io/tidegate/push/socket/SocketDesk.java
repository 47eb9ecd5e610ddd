package io.tidegate.push.socket;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.queue.KeptPushes;
import io.tidegate.push.queue.QueueThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Between open sockets, the database and other nodes. One thread does all of it in turns, for many
 * devices at a time; event loops and the queue leave it what is to be done.
 */
final class SocketDesk implements QueueThread.Turns, Socket.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SocketDesk.class);
  private static final Duration WAIT = Duration.ofMillis(10);
  private static final Duration EXPIRY = Duration.ofSeconds(5);

  private final SocketNode node;
  private final OpenSockets open;
  private final WaitingPushes waiting;
  private final KeptPushes kept;
  private final SocketNotes notes;
  private final TransactionTemplate transactions;
  private final SocketSettings settings;
  private final SocketMetrics metrics;
  private final HeldSockets sockets = new HeldSockets();
  private final Openings openings;
  private final EntrustedPushes entrusted;
  private final Queue<Push> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<OpenSockets.Registered> closed = new ConcurrentLinkedQueue<>();
  private final Queue<UUID> looks = new ConcurrentLinkedQueue<>();
  private long checked = System.nanoTime();
  private long expired = System.nanoTime();

  SocketDesk(
      SocketNode node,
      OpenSockets open,
      WaitingPushes waiting,
      KeptPushes kept,
      SocketNotes notes,
      TransactionTemplate transactions,
      SocketSettings settings,
      SocketMetrics metrics) {
    this.node = node;
    this.open = open;
    this.waiting = waiting;
    this.kept = kept;
    this.notes = notes;
    this.transactions = transactions;
    this.settings = settings;
    this.metrics = metrics;
    this.openings = new Openings(open);
    this.entrusted = new EntrustedPushes(waiting, transactions);
  }

  /** What looks after the lease beside this desk's thread. */
  LeaseWatch watch() {
    return new LeaseWatch(node, sockets, openings);
  }

  /** Keeps a push, and sees to it that it is written to its device's socket, wherever that is. */
  CompletableFuture<Answer> keep(Push push) {
    return entrusted.add(push);
  }

  /** Registers a socket that is about to be opened; false if the user has no such device. */
  CompletableFuture<Boolean> opening(String user, UUID device, UUID socket) {
    return openings.add(user, device, socket);
  }

  /** A socket is open. */
  void opened(Socket socket) {
    sockets.add(socket);
    looks.add(socket.device());
  }

  /** A socket was registered, and could not be opened. */
  void notOpened(UUID device, UUID socket) {
    closed.add(new OpenSockets.Registered(device, socket));
  }

  /** How many sockets are open. */
  int size() {
    return sockets.size();
  }

  /** How many pushes wait for their devices, at all nodes. */
  long waiting() {
    return waiting.count();
  }

  @Override
  public void hasRoom(UUID device) {
    looks.add(device);
  }

  @Override
  public void acknowledged(Push push) {
    acknowledged.add(push);
  }

  @Override
  public void cutOff(short code) {
    metrics.cutOff(code);
  }

  @Override
  public void closed(Socket socket) {
    sockets.remove(socket);
    closed.add(new OpenSockets.Registered(socket.device(), socket.id()));
  }

  @Override
  public void turn() {
    boolean lost = renew();
    Integer partition = node.partition();
    if (lost || partition == null) {
      sendAway();
    }
    looks.addAll(
        notes.hear(partition, entrusted.isEmpty() && looks.isEmpty() ? WAIT : Duration.ZERO));
    openings.register(node);
    keep();
    settle();
    look();
    close();
    check(partition);
    expire();
    if (partition == null) {
      throw new IllegalStateException(
          "no partition of tidegate.socket-pushes is free: it needs one for each push-worker");
    }
  }

  /** Answers whether the lease was lost. */
  private boolean renew() {
    try {
      return node.keep();
    } catch (RuntimeException e) { // the database is away, perhaps for this node alone
      if (node.partition() == null) {
        sendAway();
        openings.refuse();
      }
      throw e;
    }
  }

  private void keep() {
    List<UUID> elsewhere = new ArrayList<>();
    for (Push push : entrusted.keep()) {
      if (sockets.of(push.device()) == null) {
        elsewhere.add(push.device());
      } else {
        looks.add(push.device());
      }
    }
    if (!elsewhere.isEmpty()) {
      open.partitions(elsewhere).forEach(notes::tell);
    }
  }

  /** What devices have is delivered, and waits no more. */
  private void settle() {
    List<Push> batch = Batch.of(acknowledged);
    if (batch.isEmpty()) {
      return;
    }
    try {
      transactions.executeWithoutResult(
          status -> {
            kept.deliver(batch);
            waiting.remove(batch);
          });
    } catch (RuntimeException | Error e) {
      acknowledged.addAll(batch);
      throw e;
    }
    for (Push push : batch) {
      Socket socket = sockets.of(push.device());
      if (socket != null) {
        socket.settled(push);
      }
    }
    kept.countDelivered(batch);
  }

  private void look() {
    Set<UUID> devices = sockets.among(Batch.of(looks));
    if (devices.isEmpty()) {
      return;
    }
    try {
      waiting
          .of(devices, 2 * settings.unacknowledged())
          .forEach(
              (device, pushes) -> {
                Socket socket = sockets.of(device);
                if (socket != null) {
                  socket.deliver(pushes);
                }
              });
    } catch (RuntimeException | Error e) {
      looks.addAll(devices);
      throw e;
    }
  }

  private void close() {
    List<OpenSockets.Registered> batch = Batch.of(closed);
    if (batch.isEmpty()) {
      return;
    }
    try {
      open.close(batch);
    } catch (RuntimeException | Error e) {
      closed.addAll(batch);
      throw e;
    }
  }

  /** Signs of life; and sockets that are another's by the database's word are closed. */
  private void check(@Nullable Integer partition) {
    long now = System.nanoTime();
    if (partition == null || now - checked < settings.heartbeat().toNanos()) {
      return;
    }
    Set<UUID> registered = open.of(partition);
    checked = now;
    sockets.check(
        registered, settings.heartbeat().toNanos() * 5 / 2, settings.patience().toNanos());
  }

  private void expire() {
    long now = System.nanoTime();
    if (now - expired >= EXPIRY.toNanos()) {
      int count = waiting.expire(10 * Batch.MOST);
      expired = now;
      kept.countExpired("websocket", count);
    }
  }

  /** Closes all sockets: their devices come again, here or elsewhere. */
  void sendAway() {
    sockets.sendAway();
  }

  @Override
  public void failed() {
    metrics.failed();
  }

  @Override
  public void end() {
    sendAway();
    notes.close();
    try {
      settle();
      close();
      node.end();
    } catch (RuntimeException e) { // the lease ends by itself, and what is not settled comes again
      LOG.warn("sockets were not given back in good order", e);
    }
  }
}
