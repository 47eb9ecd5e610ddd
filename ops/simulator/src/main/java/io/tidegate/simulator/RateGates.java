package io.tidegate.simulator;

import io.tidegate.policy.RateLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All rate limits of one institution. The narrow ones are asked first; a call is counted only when
 * every limit lets it pass.
 */
final class RateGates {
  private static final int SWEEP_AT = 100_000;
  private static final long HEAP = 1_000_000;

  private record Limit(RateLimit limit, Map<Object, RateGate> gates) {
    RateGate gate(Object key) {
      return gates.computeIfAbsent(key, k -> make());
    }

    private RateGate make() {
      long period = limit.per().length().toNanos() / 1_000;
      return limit.per() instanceof RateLimit.Per.Sliding
          ? new RateGate.Sliding(limit.calls(), period)
          : new RateGate.Aligned(limit.calls(), period);
    }
  }

  private final List<Limit> narrow = new ArrayList<>();
  private final List<RateGate> wide = new ArrayList<>();
  private long latest;

  RateGates(List<RateLimit> limits) {
    for (RateLimit limit : limits) {
      Limit own = new Limit(limit, new HashMap<>());
      if (limit.scope() == RateLimit.Scope.INSTITUTION) {
        wide.add(own.make());
      } else {
        narrow.add(own);
      }
    }
  }

  /**
   * Counts a call if every limit has room. What was read in one heap may come in another order than
   * it arrived in; it counts as having arrived with the latest so far, unless the clock was put
   * back.
   *
   * @param arrived microseconds since 1970
   * @return 0, or how many microseconds the fullest limit asks to wait
   */
  long admit(long arrived, int endpoint, String call, String user) {
    boolean steppedBack = arrived < latest - HEAP;
    latest = steppedBack ? arrived : Math.max(latest, arrived);
    long micros = latest;
    long wait = 0;
    for (Limit limit : narrow) {
      if (concerns(limit, call)) {
        wait = Math.max(wait, limit.gate(key(limit, endpoint, call, user)).toWait(micros));
      }
    }
    for (RateGate gate : wide) {
      wait = Math.max(wait, gate.toWait(micros));
    }
    if (wait == 0) {
      count(micros, endpoint, call, user);
    }
    return wait;
  }

  private void count(long micros, int endpoint, String call, String user) {
    for (Limit limit : narrow) {
      if (concerns(limit, call)) {
        limit.gate(key(limit, endpoint, call, user)).count(micros);
        if (limit.gates().size() > SWEEP_AT) {
          forgetIdle(limit, micros);
        }
      }
    }
    for (RateGate gate : wide) {
      gate.count(micros);
    }
  }

  private static boolean concerns(Limit limit, String call) {
    return limit.limit().call() == null || Objects.equals(limit.limit().call(), call);
  }

  private static Object key(Limit limit, int endpoint, String call, String user) {
    return switch (limit.limit().scope()) {
      case ENDPOINT -> endpoint;
      case CALL -> call;
      case CONSENT -> user;
      case INSTITUTION -> "";
    };
  }

  private static void forgetIdle(Limit limit, long micros) {
    limit
        .gates()
        .values()
        .removeIf(
            gate ->
                gate.toWait(micros) == 0
                    && !(gate instanceof RateGate.Sliding s && !s.idle(micros)));
  }
}
