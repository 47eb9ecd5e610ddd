package io.tidegate.planning;

/**
 * A lane's minute target.
 *
 * @param lane number of the lane
 * @param users users to claim in the minute
 * @param behind by how much of a user the targets so far are behind (below 0: ahead of) their
 *     ideal; to be handed to the next minute's plan in {@link LaneProgress#behind}
 */
public record LaneTarget(int lane, int users, double behind) {}
