package io.tidegate.scheduler.plan;

import io.tidegate.scheduler.tally.Failing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An institution's plan beside what was done, for people.
 *
 * @param institution its code
 * @param name its name
 * @param zone its zone
 * @param now when this was so
 * @param callsPerRefresh mean calls of a refresh
 * @param population its consents
 * @param days the days asked for
 * @param slots ten-minute slots of these days
 * @param failing since when nothing has succeeded; null if something does
 * @param kept whether all users of the round fit
 * @param answer the same in sentences
 */
record PlanShown(
    String institution,
    String name,
    String zone,
    Instant now,
    double callsPerRefresh,
    long population,
    List<Day> days,
    List<Slot> slots,
    @Nullable Failing failing,
    boolean kept,
    List<String> answer) {

  /**
   * A local day.
   *
   * @param date the day
   * @param target users, as last planned; null where the day was never planned
   * @param planned users of the minutes that were planned so far
   * @param calls scheduled calls that started
   * @param succeeded those that succeeded, or said that nothing had changed
   * @param userCalls calls of users, seen and expected
   * @param capacityCalls scheduled calls that the open hours have tickets for
   * @param openMinutes open minutes
   */
  record Day(
      LocalDate date,
      @Nullable Long target,
      long planned,
      long calls,
      long succeeded,
      double userCalls,
      double capacityCalls,
      double openMinutes) {}

  /**
   * Ten minutes.
   *
   * @param from their begin
   * @param seconds their length; less than 600 at the end of a day that is not made of whole slots
   * @param userCalls calls of users, seen or expected
   * @param batchCalls scheduled calls planned: of stored minutes where there are any, else as
   *     levelled
   * @param startedCalls scheduled calls that started
   * @param capacityCalls scheduled calls that the open part has tickets for
   * @param openMinutes open minutes
   */
  record Slot(
      Instant from,
      long seconds,
      double userCalls,
      double batchCalls,
      long startedCalls,
      double capacityCalls,
      double openMinutes) {}
}
