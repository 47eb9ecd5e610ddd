package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * Pushes of repeated pages, the last that came. A page is repeated because whoever had it before
 * died or stood still; who stood still and goes on gives Kafka what it had in memory, unmarked and
 * behind the repeat.
 */
final class Repeats {
  private final SequencedMap<UUID, Boolean> last;
  private boolean some;

  /**
   * None yet.
   *
   * @param most the most that are known
   */
  Repeats(int most) {
    this.last =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
            return size() > most;
          }
        };
  }

  /** Whether it may have been sent before, so that it has to be looked up. */
  synchronized boolean isMarked(Taken taken) {
    Push push = taken.push();
    if (push.repeated()) {
      some = true;
      last.put(push.key(), true);
      return true;
    }
    return taken.isMarked() || (some && last.containsKey(push.key()));
  }
}
