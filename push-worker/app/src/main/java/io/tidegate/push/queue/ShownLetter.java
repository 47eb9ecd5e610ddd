package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as operators see it.
 *
 * @param device null if it cannot be read
 * @param state {@code dead}, {@code replaying}, {@code replayed}, {@code duplicate}, {@code
 *     dropped}
 * @param handled what operators did with it, oldest first; empty in lists
 * @param push all of it; null in lists, which show no texts of users, and if it cannot be read
 */
record ShownLetter(
    String id,
    String user,
    @Nullable UUID device,
    String channel,
    String app,
    String reason,
    @Nullable String lastAnswer,
    int attempts,
    Instant due,
    Instant dead,
    String state,
    List<Handled> handled,
    @Nullable Push push) {

  /**
   * What an operator did.
   *
   * @param what {@code replayed}, {@code duplicate} (it had been delivered), {@code dropped}
   */
  record Handled(String what, String by, String why, Instant at) {}
}
