package io.tidegate.policy;

/**
 * The {@code {since}} of calls: what an answer says about how new it is comes back with the next
 * refresh's call. Kept per consent and call, per object where a call has objects.
 *
 * @param from where a successful answer holds the next value
 * @param first the value while none is known
 */
public record Since(FieldPath from, String first) {}
