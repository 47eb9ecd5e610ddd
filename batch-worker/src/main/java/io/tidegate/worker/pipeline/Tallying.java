package io.tidegate.worker.pipeline;

import io.tidegate.messages.Tally;
import java.time.Instant;
import java.util.List;

/** Who takes the counts of calls over from an I/O thread. */
interface Tallying {
  /** Adds counts to an institution's next tally. */
  void counted(int institutionId, List<Tally.Count> counts);

  /** The institution asks not to be called until then; that goes out at once. */
  void blocked(
      int institutionId, String code, List<Tally.Count> counts, Instant until, String reason);
}
