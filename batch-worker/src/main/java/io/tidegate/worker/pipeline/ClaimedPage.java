package io.tidegate.worker.pipeline;

import java.util.List;

/**
 * A page on its way from the producer to the consumer.
 *
 * @param begin from when on it is used: its span's start, or now if the span has begun
 * @param end its span's end
 * @param users who were claimed, in the order in which they become ready
 * @param others users of the lane whom other workers have in open pages
 */
record ClaimedPage(long begin, long end, List<Work> users, int others) {}
