package io.tidegate.planning;

import java.time.LocalDate;

/**
 * An institution's work on one day of a round.
 *
 * @param date the local day
 * @param users day target: users still to be refreshed on that day
 * @param usersDone users already refreshed (claimed) on that day in this round
 * @param userCalls calls that users cause on that day (within the round), seen and expected
 * @param capacity users that the rest of the day can take
 * @param openMinutes open minutes of the rest of the day
 */
public record DayTarget(
    LocalDate date,
    long users,
    long usersDone,
    double userCalls,
    long capacity,
    double openMinutes) {}
