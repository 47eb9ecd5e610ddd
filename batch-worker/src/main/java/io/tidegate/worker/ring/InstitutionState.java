package io.tidegate.worker.ring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What holds an institution back, as the row {@code institution_state} had it.
 *
 * @param version rises with every change; 0 while there is no row
 * @param blockedUntil until when nothing may start, or null
 * @param rateFactor what the rate is to be multiplied with: above 0, at most 1
 * @param reason in words, or null
 */
public record InstitutionState(
    long version, @Nullable Instant blockedUntil, float rateFactor, @Nullable String reason) {}
