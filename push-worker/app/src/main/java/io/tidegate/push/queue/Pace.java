package io.tidegate.push.queue;

import io.tidegate.push.channel.RetryAfter;
import java.time.Duration;
import java.time.Instant;

/**
 * How fast the messages of one quota may start: so many in any minute, begun slowly after an idle
 * time, and not at all while the push service says so. It answers; whoever asks does the waiting.
 * For one thread.
 */
final class Pace {
  /** What may start at once after a moment's wait: 50 ms worth. */
  private static final double BURST_SECONDS = 0.05;

  /** Where a ramp begins. */
  private static final double COLD = 0.05;

  /** Longer than this without being asked is idle. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final int perMinute;
  private final double rampSeconds;
  private double warmth = COLD;
  private double allowance = 1;
  private Instant asked = Instant.MIN;
  private Instant opens = Instant.MIN;

  /**
   * For a quota.
   *
   * @param perMinute the most in a minute over all workers; 0 for no limit
   * @param ramp from a twentieth of the limit to the whole
   */
  Pace(int perMinute, Duration ramp) {
    this.perMinute = perMinute;
    this.rampSeconds = Math.max(1e-3, ramp.toNanos() / 1e9);
  }

  /**
   * Takes the right to start one message, if there is one now.
   *
   * @param share this worker's part of the whole, 0 to 1
   */
  boolean take(Instant now, double share) {
    if (isClosed(now)) {
      return false;
    }
    if (perMinute == 0) {
      return true;
    }
    pass(now, perSecond(share), burst(share));
    if (allowance < 1) {
      return false;
    }
    allowance--;
    return true;
  }

  /**
   * How long a message waits for its turn, at the full limit.
   *
   * @param others those before it
   * @param share this worker's part of the whole, 0 to 1
   */
  Duration wait(int others, double share) {
    double perSecond = perMinute * share / 60;
    return perMinute == 0 || perSecond == 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.round(others / perSecond * 1_000));
  }

  /** How many messages may start within a time, at the full limit. */
  int within(Duration time, double share) {
    double perSecond = perMinute * share / 60;
    return perMinute == 0 || perSecond == 0
        ? Integer.MAX_VALUE
        : (int) Math.ceil(perSecond * time.toMillis() / 1_000);
  }

  private double burst(double share) {
    return Math.max(1, perMinute * share / 60 * BURST_SECONDS);
  }

  private double perSecond(double share) {
    return Math.max(0, perMinute * share - burst(share)) / 60;
  }

  private double sinceAsked(Instant now) {
    return asked.equals(Instant.MIN) ? 0 : Duration.between(asked, now).toNanos() / 1e9;
  }

  private void pass(Instant now, double perSecond, double burst) {
    double seconds = sinceAsked(now);
    if (seconds < 0) {
      seconds = 0;
    } else if (seconds > IDLE.toSeconds()) {
      warmth = Math.max(COLD, warmth - seconds / rampSeconds);
    } else {
      warmth = Math.min(1, warmth + seconds / rampSeconds);
    }
    allowance = Math.min(burst, allowance + seconds * perSecond * warmth);
    asked = now;
  }

  /** The push service wants nothing until an instant; then it begins slowly. */
  void close(Instant until) {
    if (until.isAfter(opens)) {
      opens = until;
    }
    warmth = COLD;
  }

  /**
   * Whether a new one would let start no more than this one: then nothing is lost with it.
   *
   * @param share this worker's part of the whole, 0 to 1
   */
  boolean isAtRest(Instant now, double share) {
    if (isClosed(now)) {
      return false;
    }
    if (perMinute == 0) {
      return true;
    }
    double seconds = sinceAsked(now);
    double cooled = seconds > IDLE.toSeconds() ? warmth - seconds / rampSeconds : warmth;
    return cooled <= COLD && allowance + seconds * perSecond(share) * COLD >= 1;
  }

  /** How long nothing may start, by the push service's word; zero if it may. */
  Duration closedFor(Instant now) {
    return isClosed(now) ? Duration.between(now, opens) : Duration.ZERO;
  }

  private boolean isClosed(Instant now) {
    opens = believed(opens, now);
    return now.isBefore(opens);
  }

  /**
   * An instant until which a push service wants nothing; one that lies farther off than what is
   * believed of any was said by a clock that has been set back since.
   */
  static Instant believed(Instant until, Instant now) {
    Instant farthest = now.plus(RetryAfter.MOST);
    return until.isAfter(farthest) ? farthest : until;
  }
}
