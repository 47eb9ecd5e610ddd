package io.tidegate.worker.ring;

/**
 * Who claims, and which of its claims it is.
 *
 * @param registration the worker's registration number
 * @param number of the claim within the registration: another one for each page wanted, the same
 *     again when a claim is repeated because its answer was lost
 */
public record Claimant(long registration, long number) {}
