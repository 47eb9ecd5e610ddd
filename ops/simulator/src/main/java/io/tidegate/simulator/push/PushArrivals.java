package io.tidegate.simulator.push;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What push services accepted, in the order of arrival; the last of it. From any thread. */
final class PushArrivals {
  /**
   * One message.
   *
   * @param number from 0, over all channels
   * @param device its token, or the last part of its endpoint
   * @param push the push id that it names; empty if it names none
   * @param epochMicros when it was accepted
   */
  record Arrival(long number, String channel, String device, String push, long epochMicros) {}

  private final InstantSource clock;
  private final Arrival[] kept;
  private final Map<String, Long> accepted = new HashMap<>();
  private long count;

  /**
   * Nothing yet.
   *
   * @param most how many are kept
   */
  PushArrivals(InstantSource clock, int most) {
    if (most < 1 || most > 10_000_000) {
      throw new IllegalArgumentException("1 to 10000000 may be kept, not " + most);
    }
    this.clock = clock;
    this.kept = new Arrival[most];
  }

  /** One more has arrived just now. */
  synchronized void add(String channel, String device, String push) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    kept[(int) (count % kept.length)] = new Arrival(count, channel, device, push, micros);
    count++;
    accepted.merge(channel, 1L, Long::sum);
  }

  /** How many there were. */
  synchronized long count() {
    return count;
  }

  /** How many a channel has accepted. */
  synchronized long accepted(String channel) {
    return accepted.getOrDefault(channel, 0L);
  }

  /** The number of the first that is still kept. */
  synchronized long first() {
    return Math.max(0, count - kept.length);
  }

  /** Those from a number on that are still kept. */
  synchronized List<Arrival> from(long number, int most) {
    List<Arrival> page = new ArrayList<>();
    for (long next = Math.max(number, first()); next < count && page.size() < most; next++) {
      page.add(kept[(int) (next % kept.length)]);
    }
    return page;
  }
}
