package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Devices that have a push under way, and behind each those that come after it. For one thread.
 *
 * <p>A device takes as long as it takes: two hundred timers in a minute for an endpoint that
 * answers after fourteen seconds are three quarters of an hour. Who waits behind them says how long
 * its turn is away, by what those before it took.
 */
final class BusyDevices {
  private final Map<UUID, Deque<Taken>> behind = new HashMap<>();
  private int waiting;

  /**
   * A push whose turn at its device is far.
   *
   * @param turn how far, about
   */
  record Far(Taken push, Duration turn) {}

  boolean has(UUID device) {
    return behind.containsKey(device);
  }

  /** A push is under way: its device is busy from now on. */
  void begin(Taken push) {
    behind.put(push.device(), new ArrayDeque<>(2));
  }

  /** A push comes after all others of its device, which is busy. */
  void add(Taken push, Instant now) {
    Deque<Taken> others = behind.get(push.device());
    if (others == null) {
      throw new IllegalStateException("device %s is not busy".formatted(push.device()));
    }
    push.waitBehind(now);
    others.addLast(push);
    waiting++;
  }

  /** A push's device is free again; answers those behind it, the first first. */
  List<Taken> end(Taken push, Instant now) {
    Deque<Taken> others = behind.remove(push.device());
    if (others == null) {
      return List.of();
    }
    waiting -= others.size();
    others.forEach(one -> one.waitNoMore(now));
    return List.copyOf(others);
  }

  /**
   * Takes out those that have waited for longer than a time and would wait for longer yet; of each
   * device in their order.
   *
   * @param which whether one is meant
   */
  List<Far> removeFar(Instant now, Duration than, Predicate<Taken> which) {
    List<Far> far = new ArrayList<>();
    if (waiting > 0) {
      behind.values().forEach(others -> removeFar(others, now, than, which, far));
      waiting -= far.size();
    }
    return far;
  }

  private static void removeFar(
      Deque<Taken> others, Instant now, Duration than, Predicate<Taken> which, List<Far> far) {
    Duration turn = Duration.ZERO;
    int place = 1;
    for (var all = others.iterator(); all.hasNext(); place++) {
      Taken push = all.next();
      if (push.behindFor(now).compareTo(than) <= 0) {
        return; // nor have those behind it
      }
      if (which.test(push)) {
        turn = Next.longer(turn, push.eachBefore(now).multipliedBy(place)); // in their order
        if (turn.compareTo(than) > 0) {
          all.remove();
          far.add(new Far(push, turn));
        }
      }
    }
  }

  /** Forgets those that wait and are meant. */
  void forget(Predicate<Taken> which) {
    for (Deque<Taken> others : behind.values()) {
      int before = others.size();
      others.removeIf(which);
      waiting -= before - others.size();
    }
  }

  /** How many wait behind others. */
  int waiting() {
    return waiting;
  }
}
