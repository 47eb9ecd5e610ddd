package io.tidegate.push.queue;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The quotas of a channel's push service, an app's or a project's, that are under way or closed.
 * They outlive the queue whose pushes they count: a service that wants nothing for an hour is not
 * asked again because a turn broke off. For one thread.
 */
final class Quotas {
  private final Map<String, Quota> known = new HashMap<>();
  private final UnaryOperator<String> names;
  private final Supplier<Pace> paces;

  /**
   * None yet.
   *
   * @param names of the quotas, by app
   * @param paces makes one for a quota
   */
  Quotas(UnaryOperator<String> names, Supplier<Pace> paces) {
    this.names = names;
    this.paces = paces;
  }

  /** The name of an app's. */
  String name(String app) {
    return names.apply(app);
  }

  /** The one with a name. */
  Quota named(String name) {
    return known.computeIfAbsent(name, made -> new Quota(paces.get()));
  }

  /**
   * Forgets those that would let start no more if they were new: users name their apps as they
   * like, so there is no end of names.
   *
   * @param share this worker's part of each limit
   * @param used names of those that somebody waits for
   */
  void forgetAtRest(Instant now, double share, Set<String> used) {
    known
        .entrySet()
        .removeIf(one -> !used.contains(one.getKey()) && one.getValue().isAtRest(now, share));
  }

  /** How many are known. */
  int size() {
    return known.size();
  }
}
