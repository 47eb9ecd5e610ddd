package io.tidegate.policy;

import org.jspecify.annotations.Nullable;

/**
 * What is sent to an endpoint.
 *
 * @param target path and query, appended to the endpoint's address
 * @param body JSON; null for none
 */
public record Request(String target, @Nullable String body) {}
