package io.tidegate.worker.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a ticket, in the order in which they take one: follow-up calls of open refreshes,
 * then retries, then first calls. I/O thread only.
 */
final class Waiting {
  /** How far a queue is searched for work that a narrow limit does not hold up. */
  private static final int SEARCHED = 16;

  /** Whether a call may start, whatever tickets there are. */
  interface Leave {
    boolean mayStart(Work work, long now);
  }

  private final Deque<Work> followUps = new ArrayDeque<>();
  private final Deque<Work> retries = new ArrayDeque<>();
  private final Deque<Work> fresh = new ArrayDeque<>();
  private final List<Deque<Work>> begun = List.of(followUps);
  private final List<Deque<Work>> notBegun = List.of(fresh, retries);
  private final List<Deque<Work>> all = List.of(followUps, retries, fresh);

  void add(Work work) {
    queueOf(work).add(work);
  }

  /** Takes somebody out who has a ticket. */
  void remove(Work work) {
    queueOf(work).remove(work); // stands among the first
  }

  private Deque<Work> queueOf(Work work) {
    return work.isOpen() ? followUps : work.isRetry() ? retries : fresh;
  }

  /** The first who is ready at a ticket's instant and has leave to start now; null for nobody. */
  @Nullable Work first(long instant, long now, Leave leave) {
    for (int i = 0; i < all.size(); i++) {
      int searched = 0;
      for (Work work : all.get(i)) {
        if (work.readyAt() > instant || searched++ == SEARCHED) {
          break;
        }
        if (leave.mayStart(work, now)) {
          return work;
        }
      }
    }
    return null;
  }

  /** Whether anybody is ready at an instant. */
  boolean isReady(long instant) {
    return isReady(followUps, instant) || isReady(retries, instant) || isReady(fresh, instant);
  }

  private static boolean isReady(Deque<Work> queue, long instant) {
    Work first = queue.peek();
    return first != null && first.readyAt() <= instant;
  }

  boolean isEmpty() {
    return followUps.isEmpty() && retries.isEmpty() && fresh.isEmpty();
  }

  int size() {
    return followUps.size() + retries.size() + fresh.size();
  }

  /** How many have not begun who were ready before an instant. */
  int notBegun(long readyBefore) {
    int users = 0;
    for (Deque<Work> queue : notBegun) {
      for (Work work : queue) {
        if (work.readyAt() >= readyBefore) {
          break;
        }
        users++;
      }
    }
    return users;
  }

  /** Takes the next out who has not begun and is ready: first calls, then retries. */
  @Nullable Work pollNotBegun(long now) {
    Deque<Work> queue = fresh.isEmpty() ? retries : fresh;
    return isReady(queue, now) ? queue.poll() : null;
  }

  /** Takes all out who have not begun. */
  void drainNotBegun(Consumer<Work> to) {
    drain(notBegun, to);
  }

  /** Takes all out whose refresh is open. */
  void drainBegun(Consumer<Work> to) {
    drain(begun, to);
  }

  private static void drain(List<Deque<Work>> queues, Consumer<Work> to) {
    for (Deque<Work> queue : queues) {
      for (Work work = queue.poll(); work != null; work = queue.poll()) {
        to.accept(work);
      }
    }
  }

  /** Takes the first of each queue out whose pages are past their end. */
  void drainEnded(long nanoTime, Consumer<Work> to) {
    for (Deque<Work> queue : all) {
      while (!queue.isEmpty() && queue.peek().page().isOver(nanoTime)) {
        to.accept(queue.remove());
      }
    }
  }
}
