package io.tidegate.worker.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A good row of a file. Null says nothing: a new consent gets the default, an old one keeps its
 * own.
 *
 * @param line line of the file, from 1
 * @param institutionId the institution's number
 * @param user the user
 * @param cycle the consent's own cycle
 * @param lastRefreshedAt when it was last refreshed, by whomever
 * @param expiresAt when the consent ends by itself
 * @param state word of the state
 * @param lastAccessAt when the user last used the app
 * @param token the consent's bearer token
 */
record Candidate(
    long line,
    int institutionId,
    String user,
    @Nullable Duration cycle,
    @Nullable Instant lastRefreshedAt,
    @Nullable Instant expiresAt,
    @Nullable String state,
    @Nullable Instant lastAccessAt,
    @Nullable String token) {}
