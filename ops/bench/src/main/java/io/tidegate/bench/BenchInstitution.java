package io.tidegate.bench;

import io.tidegate.messages.MinuteCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An institution that a bench has put into the database.
 *
 * @param id its number there
 * @param policy its first and only policy
 */
record BenchInstitution(int id, BenchPolicy policy) {

  /**
   * What the scheduler would send for a minute, a command for each lane.
   *
   * @param open how much of the minute is open, from its start
   * @param intervalNanos from ticket to ticket, over all lanes
   * @param users users of the open part, over all lanes
   */
  List<MinuteCommand> commands(Instant minute, Duration open, long intervalNanos, int users) {
    int lanes = policy.lanes();
    return IntStream.range(0, lanes)
        .mapToObj(
            lane ->
                new MinuteCommand(
                    id,
                    policy.code(),
                    lane,
                    lanes,
                    minute,
                    minute,
                    minute.plus(open),
                    1,
                    intervalNanos,
                    1,
                    users / lanes))
        .toList();
  }
}
