package io.tidegate.planning;

import io.tidegate.policy.Span;

/**
 * Ten minutes (or the part of them that is left) of an institution's day.
 *
 * @param span the stretch of time
 * @param userCalls calls that users cause in it
 * @param batchCalls scheduled calls planned in it
 * @param capacityCalls scheduled calls that could start in it; 0 while the window is closed
 * @param openMinutes open minutes in it
 */
public record SlotPlan(
    Span span, double userCalls, double batchCalls, double capacityCalls, double openMinutes) {}
