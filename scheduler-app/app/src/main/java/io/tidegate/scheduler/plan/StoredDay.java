package io.tidegate.scheduler.plan;

import java.time.Instant;
import java.time.LocalDate;

/**
 * An institution's stored target of a local day.
 *
 * @param institutionId number of the institution
 * @param day the local day
 * @param policyVersion version of the policy that it was planned by
 * @param users users of the whole day, what was done of it before it was planned included
 * @param userCalls calls that users are expected to cause
 * @param capacity users that the rest of the day could take
 * @param openMinutes open minutes of the rest of the day
 * @param callsPerRefresh mean calls of a refresh that it was planned with
 * @param shortfall users of the round for whom no day has room
 * @param population consents of the institution
 * @param plannedAt when it was planned
 */
public record StoredDay(
    int institutionId,
    LocalDate day,
    int policyVersion,
    long users,
    double userCalls,
    long capacity,
    double openMinutes,
    double callsPerRefresh,
    long shortfall,
    long population,
    Instant plannedAt) {}
