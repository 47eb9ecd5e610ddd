package io.tidegate.scheduler.plan;

import io.tidegate.scheduler.tally.Failing;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How an institution's present day stands, for people.
 *
 * @param institution its code
 * @param zone its zone
 * @param date its local day
 * @param opensAt when scheduled calls may start next by its hours, not after the present if it is
 *     open; null if not within eight days
 * @param target users of the day, as last planned; null where the day was never planned
 * @param planned users of the minutes that were planned so far
 * @param calls scheduled calls that started
 * @param succeeded those that succeeded, or said that nothing had changed
 * @param failing since when nothing has succeeded; null if something does
 * @param promise whether all users of the round will have their turn
 */
record TodayShown(
    String institution,
    String zone,
    LocalDate date,
    @Nullable Instant opensAt,
    @Nullable Long target,
    long planned,
    long calls,
    long succeeded,
    @Nullable Failing failing,
    Shows.Promise promise) {}
