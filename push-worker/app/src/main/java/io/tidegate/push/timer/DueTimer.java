package io.tidegate.push.timer;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A timer as the poll reads it.
 *
 * @param data JSON, or null
 */
record DueTimer(
    UUID id,
    String user,
    String title,
    String body,
    @Nullable String link,
    @Nullable String data,
    @Nullable String collapseKey,
    int ttlSeconds) {}
