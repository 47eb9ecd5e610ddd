package io.tidegate.push.socket;

import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sockets that are about to be opened, until the database has them. */
final class Openings {
  private record Opening(String user, UUID device, UUID socket, CompletableFuture<Boolean> opened) {
    void refuse(Throwable because) {
      opened.completeExceptionally(because);
    }
  }

  private final OpenSockets open;
  private final Queue<Opening> waiting = new ConcurrentLinkedQueue<>();

  Openings(OpenSockets open) {
    this.open = open;
  }

  /** One more; false if the user has no such device. From any thread. */
  CompletableFuture<Boolean> add(String user, UUID device, UUID socket) {
    CompletableFuture<Boolean> opened = new CompletableFuture<>();
    waiting.add(new Opening(user, device, socket, opened));
    return opened;
  }

  /** Registers all that wait with a node; while it has no lease they are refused. */
  void register(SocketNode node) {
    for (Opening one = waiting.peek(); one != null; one = waiting.peek()) {
      Integer partition = node.partition();
      if (partition == null) {
        refuse();
        return;
      }
      try {
        register(one, partition);
      } catch (RuntimeException | Error e) {
        one.refuse(e);
        throw e;
      } finally {
        waiting.remove(one);
      }
    }
  }

  private void register(Opening one, int partition) {
    boolean known = open.open(one.user(), one.device(), one.socket(), partition);
    if (!one.opened().complete(known) && known) { // refused meanwhile
      open.close(List.of(new OpenSockets.Registered(one.device(), one.socket())));
    }
  }

  /** Refuses all that wait, also one that the database is asked about just now. From any thread. */
  void refuse() {
    waiting.removeIf(
        one -> {
          one.refuse(new IllegalStateException("no lease"));
          return true;
        });
  }
}
