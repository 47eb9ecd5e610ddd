package io.tidegate.worker.ring;

import java.time.Duration;
import java.time.Instant;

/**
 * Users claimed for one span of a lane's minute.
 *
 * @param key its key
 * @param claimedAt when, by the database's clock: what is older and younger among claims
 * @param lasts how long its worker may start calls of it, counted from before the claim was sent
 * @param size how many users it has, settled ones included
 */
public record Page(PageKey key, Instant claimedAt, Duration lasts, int size) {}
