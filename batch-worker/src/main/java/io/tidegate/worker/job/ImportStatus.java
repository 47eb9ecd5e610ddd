package io.tidegate.worker.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is.
 *
 * @param id its number
 * @param name what the sender called the file
 * @param replace whether consents that the file lacks are ended
 * @param state receiving, staged, running, done, refused or failed
 * @param rows rows received
 * @param rejected rows that were wrong
 * @param candidates consents in the ring's order, 0 until they are
 * @param applied of these, how many are in the ring
 * @param inserted of these, how many were new
 * @param ended consents ended because the file lacks them
 * @param failure why it was refused or failed, or null
 * @param receivedAt when it began
 * @param finishedAt when it was over, or null
 */
record ImportStatus(
    long id,
    String name,
    boolean replace,
    String state,
    long rows,
    long rejected,
    long candidates,
    long applied,
    long inserted,
    long ended,
    @Nullable String failure,
    Instant receivedAt,
    @Nullable Instant finishedAt) {}
