package io.tidegate.push.socket;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.queue.KeptPushes;
import io.tidegate.push.queue.QueueThread;
import io.tidegate.push.queue.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final int BATCH = 500;

  private record Keep(Push push, CompletableFuture<Answer> answer) {}

  private record Opening(
      String user, UUID device, UUID socket, CompletableFuture<Boolean> opened) {}

  private final SocketNode node;
  private final OpenSockets open;
  private final WaitingPushes waiting;
  private final KeptPushes kept;
  private final SocketNotes notes;
  private final TransactionTemplate transactions;
  private final SocketSettings settings;
  private final InstantSource clock;
  private final SocketMetrics metrics;
  private final Map<UUID, Socket> sockets = new ConcurrentHashMap<>();
  private final Queue<Keep> keeps = new ConcurrentLinkedQueue<>();
  private final Queue<Opening> openings = new ConcurrentLinkedQueue<>();
  private final Queue<Push> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> closed = new ConcurrentLinkedQueue<>();
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
      InstantSource clock,
      SocketMetrics metrics) {
    this.node = node;
    this.open = open;
    this.waiting = waiting;
    this.kept = kept;
    this.notes = notes;
    this.transactions = transactions;
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Keeps a push, and sees to it that it is written to its device's socket, wherever that is. */
  CompletableFuture<Answer> keep(Push push) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    keeps.add(new Keep(push, answer));
    return answer;
  }

  /** Registers a socket that is about to be opened; false if the user has no such device. */
  CompletableFuture<Boolean> opening(String user, UUID device, UUID socket) {
    CompletableFuture<Boolean> opened = new CompletableFuture<>();
    openings.add(new Opening(user, device, socket, opened));
    return opened;
  }

  /** A socket is open. */
  void opened(Socket socket) {
    Socket before = sockets.put(socket.device(), socket);
    if (before != null) {
      before.close(Socket.REPLACED, "the device has another socket");
    }
    looks.add(socket.device());
  }

  /** How many sockets are open. */
  int size() {
    return sockets.size();
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
    sockets.remove(socket.device(), socket);
    closed.add(socket);
  }

  @Override
  public void turn() {
    boolean lost = renew();
    Integer partition = node.partition();
    if (lost || (partition == null && !sockets.isEmpty())) {
      sendAway();
    }
    looks.addAll(notes.hear(partition, keeps.isEmpty() && looks.isEmpty() ? WAIT : Duration.ZERO));
    open(partition);
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
        open(null);
      }
      throw e;
    }
  }

  private void open(@Nullable Integer partition) {
    for (Opening one = openings.poll(); one != null; one = openings.poll()) {
      try {
        if (partition == null) {
          one.opened().completeExceptionally(new IllegalStateException("no lease"));
        } else {
          one.opened().complete(open.open(one.user(), one.device(), one.socket(), partition));
        }
      } catch (RuntimeException e) {
        one.opened().completeExceptionally(e);
        throw e;
      }
    }
  }

  private void keep() {
    List<Keep> batch =
        store(take(keeps).stream().filter(one -> !one.answer().isDone()).toList()); // not given up
    List<UUID> elsewhere = new ArrayList<>();
    for (Keep one : batch) {
      UUID device = one.push().device();
      if (sockets.containsKey(device)) {
        looks.add(device);
      } else {
        elsewhere.add(device);
      }
    }
    if (!elsewhere.isEmpty()) {
      open.partitions(elsewhere).forEach(notes::tell);
    }
  }

  /** Answers those that are stored; of a batch that the database refuses, each is tried alone. */
  private List<Keep> store(List<Keep> batch) {
    if (batch.isEmpty()) {
      return batch;
    }
    try {
      transactions.executeWithoutResult(
          status -> waiting.keep(batch.stream().map(Keep::push).toList()));
    } catch (RuntimeException e) {
      String refused = Refusal.in(e);
      if (refused == null) {
        batch.forEach(one -> one.answer().completeExceptionally(e));
        throw e;
      }
      if (batch.size() == 1) {
        batch.getFirst().answer().complete(new Answer.Refused("it cannot be stored: " + refused));
        return List.of();
      }
      return batch.stream().flatMap(one -> store(List.of(one)).stream()).toList();
    }
    batch.forEach(one -> one.answer().complete(new Answer.Kept()));
    return batch;
  }

  /** What devices have is delivered, and waits no more. */
  private void settle() {
    List<Push> batch = take(acknowledged);
    if (batch.isEmpty()) {
      return;
    }
    try {
      transactions.executeWithoutResult(
          status -> {
            kept.deliver(batch);
            waiting.remove(batch);
          });
    } catch (RuntimeException e) {
      acknowledged.addAll(batch);
      throw e;
    }
    for (Push push : batch) {
      Socket socket = sockets.get(push.device());
      if (socket != null) {
        socket.settled(push);
      }
    }
    kept.countDelivered(batch, clock.instant());
  }

  private void look() {
    Set<UUID> devices = new HashSet<>(take(looks));
    devices.retainAll(sockets.keySet());
    if (devices.isEmpty()) {
      return;
    }
    try {
      waiting
          .of(devices, clock.instant(), 2 * settings.unacknowledged())
          .forEach(
              (device, pushes) -> {
                Socket socket = sockets.get(device);
                if (socket != null) {
                  socket.deliver(pushes);
                }
              });
    } catch (RuntimeException e) {
      looks.addAll(devices);
      throw e;
    }
  }

  private void close() {
    List<Socket> batch = take(closed);
    if (batch.isEmpty()) {
      return;
    }
    Map<UUID, UUID> gone = new HashMap<>();
    batch.forEach(socket -> gone.put(socket.device(), socket.id()));
    try {
      open.close(gone);
    } catch (RuntimeException e) {
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
    for (Socket socket : sockets.values()) {
      if (registered.contains(socket.id())) {
        socket.check(settings.heartbeat().toNanos() * 5 / 2, settings.patience().toNanos());
      } else {
        socket.close(Socket.REPLACED, "the device has another socket, or is registered no more");
      }
    }
  }

  private void expire() {
    long now = System.nanoTime();
    if (now - expired >= EXPIRY.toNanos()) {
      int count = waiting.expire(10 * BATCH);
      expired = now;
      kept.countExpired("websocket", count);
    }
  }

  /**
   * Closes all sockets: their devices come again, here or elsewhere. One that is opened meanwhile
   * stays, and is seen to by a later turn.
   */
  void sendAway() {
    sockets.forEach(
        (device, socket) -> {
          if (sockets.remove(device, socket)) {
            socket.close(Socket.COME_AGAIN, "come again");
          }
        });
  }

  private static <T> List<T> take(Queue<T> queue) {
    List<T> batch = new ArrayList<>();
    for (T one = queue.poll(); one != null; one = batch.size() < BATCH ? queue.poll() : null) {
      batch.add(one);
    }
    return batch;
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
