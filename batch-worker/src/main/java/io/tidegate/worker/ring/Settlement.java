package io.tidegate.worker.ring;

/**
 * An outcome to be settled.
 *
 * @param page the page that the user was claimed with
 * @param user the user, as claimed
 * @param outcome what became of it
 */
public record Settlement(Page page, ClaimedUser user, Outcome outcome) {}
