package io.tidegate.verify;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * What one institution allows, as a person would read it in its file: no more than names, numbers
 * and hours.
 *
 * @param institution its code
 * @param hours when
 * @param limits how fast: every rate limit that holds
 * @param allowance by how much calls may be delayed differently on their way, as the policy has it
 * @param quotas how often: every quota that holds
 * @param firstCall name of the call with which a refresh begins
 * @param longestRefresh how long one refresh may last
 * @param successes which answers count as a success
 */
public record Laws(
    String institution,
    Hours hours,
    List<Limit> limits,
    Duration allowance,
    List<Quota> quotas,
    String firstCall,
    Duration longestRefresh,
    Successes successes) {

  public Laws {
    limits = List.copyOf(limits);
    quotas = List.copyOf(quotas);
  }

  public ZoneId zone() {
    return hours.zone();
  }

  /**
   * When scheduled calls may start.
   *
   * @param zone the zone in which windows, closures and quota periods are meant
   * @param windows hours in which scheduled calls may start; none means always
   * @param closures planned maintenance
   * @param guard how far calls keep away from every edge
   */
  public record Hours(ZoneId zone, List<Window> windows, List<Closure> closures, Duration guard) {
    public Hours {
      windows = List.copyOf(windows);
      closures = List.copyOf(closures);
    }
  }

  /**
   * Local hours that belong to the day on which they begin.
   *
   * @param day the weekday on which the window opens
   * @param from first open minute
   * @param until first closed minute; at or before {@code from}, the window goes over midnight
   */
  public record Window(DayOfWeek day, LocalTime from, LocalTime until) {}

  /** Closed from an inclusive until an exclusive local time. */
  public record Closure(LocalDateTime from, LocalDateTime until) {}

  /**
   * A rate limit.
   *
   * @param calls how many calls a period may hold, at least 1
   * @param period its length
   * @param aligned whether the institution counts in whole minutes (or seconds) of the clock
   * @param each what is counted together
   * @param call the only call that counts; empty for all
   */
  public record Limit(long calls, Duration period, boolean aligned, Each each, String call) {
    public Limit {
      if (calls < 1) {
        throw new IllegalArgumentException("calls must be 1 or more, but is " + calls);
      }
      if (!period.isPositive()) {
        throw new IllegalArgumentException("period must be above 0, but is " + period);
      }
    }

    @Override
    public String toString() {
      String of =
          switch (each) {
            case INSTITUTION -> "";
            case CALL -> " of " + (call.isEmpty() ? "each call" : call);
            case CONSENT -> " of each consent";
            case ENDPOINT -> " at each endpoint";
          };
      return calls + " per " + (aligned ? "clock " : "") + Spans.words(period) + of;
    }
  }

  /** What a limit counts together. */
  public enum Each {
    INSTITUTION,
    CALL,
    CONSENT,
    /** The ledger has no column for it: such a limit is named as not judged. */
    ENDPOINT
  }

  /** Which answers are successes. */
  @FunctionalInterface
  public interface Successes {
    /**
     * Whether an answer is one.
     *
     * @param status HTTP status, 0 if there was no answer
     * @param code the institution's response code, empty if it sent none
     */
    boolean counts(int status, String code);
  }
}
