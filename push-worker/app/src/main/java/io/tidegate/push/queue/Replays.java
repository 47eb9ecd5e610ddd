package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.push.request.Problems;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What operators do with dead letters. A replay puts the push on its channel's topic under its old
 * id, with a time to live that begins anew, through the same limits as any other. It claims letters
 * first, so that two replays at once send each once; a letter is replayed only when Kafka has the
 * push, and dead again when Kafka has not. The claim of a replay that died is over after a minute;
 * what it may have sent is looked up, as all that comes back is.
 */
@Component
class Replays {
  private static final int BATCH = 500;

  /** Longer than the producer tries. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private static final String OPEN =
      """
      (state = 'dead'
        OR (state = 'replaying' AND claimed_at < clock_timestamp() - interval '1 minute'))
      """;

  /** There is somebody to send it to. */
  private static final String CAN_BE_SENT =
      """
      EXISTS (SELECT FROM device d
        WHERE d.id = dead_letter.device_id AND d.user_id = dead_letter.user_id)
      """;

  private final JdbcClient jdbc;
  private final HandOn handOn;
  private final DeliveredPushes delivered;
  private final QueueClock clock;

  Replays(JdbcClient jdbc, HandOn handOn, DeliveredPushes delivered, QueueClock clock) {
    this.jdbc = jdbc;
    this.handOn = handOn;
    this.delivered = delivered;
    this.clock = clock;
  }

  /**
   * Who does it, and why.
   *
   * @param by a name
   * @param why a sentence
   */
  record Cause(String by, String why) {}

  /**
   * What came of it.
   *
   * @param letters how many were replayed or dropped
   * @param duplicates how many were found to be delivered
   * @param left how many stay as they cannot be sent: their device is gone, or nobody can read them
   */
  record Done(int letters, int duplicates, int left) {}

  /** What a replay would do; what was delivered meanwhile is found only by doing it. */
  Done wouldReplay(LetterFilter filter, int most) {
    return new Done(Math.min(most, count(filter, CAN_BE_SENT)), 0, left(filter));
  }

  /** What a drop would do. */
  Done wouldDrop(LetterFilter filter, int most) {
    return new Done(Math.min(most, count(filter, "true")), 0, 0);
  }

  /** Replays those that are meant, oldest first; one that dies again meanwhile is not. */
  Done replay(LetterFilter filter, int most, Cause cause) {
    clock.compare();
    LetterFilter meant = filter.before(clock.instant());
    int replayed = 0;
    int duplicates = 0;
    List<Push> batch = claim(meant, Math.min(BATCH, most));
    while (!batch.isEmpty()) {
      Set<UUID> known = delivered.among(batch.stream().map(Push::key).toList());
      List<Push> before = batch.stream().filter(push -> known.contains(push.key())).toList();
      List<Push> after = batch.stream().filter(push -> !known.contains(push.key())).toList();
      end(before, "duplicate", cause);
      List<Push> safe = putBack(after);
      end(safe, "replayed", cause);
      duplicates += before.size();
      replayed += safe.size();
      if (safe.size() < after.size()) {
        giveBack(after);
        throw Problems.problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Kafka did not take all: %d were replayed, the others are dead as before"
                .formatted(replayed));
      }
      int more = most - replayed - duplicates;
      batch = more > 0 ? claim(meant, Math.min(BATCH, more)) : List.of();
    }
    return new Done(replayed, duplicates, left(filter));
  }

  private List<Push> claim(LetterFilter filter, int most) {
    return filter
        .into(
            jdbc.sql(
                """
                UPDATE dead_letter SET state = 'replaying', claimed_at = clock_timestamp()
                WHERE push_id = ANY (ARRAY(
                  SELECT push_id FROM dead_letter WHERE %s AND %s AND %s
                  ORDER BY dead_at, push_id LIMIT :most FOR UPDATE SKIP LOCKED))
                RETURNING push::text
                """
                    .formatted(OPEN, CAN_BE_SENT, LetterFilter.CONDITION)))
        .param("most", most)
        .query((row, number) -> Messages.read(row.getString(1).getBytes(UTF_8), Push.class))
        .list();
  }

  /** Answers those that Kafka has. */
  private List<Push> putBack(List<Push> pushes) {
    Instant now = clock.instant();
    List<CompletableFuture<Push>> sent = new ArrayList<>();
    for (Push push : pushes) {
      CompletableFuture<Push> one =
          handOn.back(push.anew(now.plus(Duration.between(push.due(), push.expires()))));
      sent.add(one);
      if (one.isCompletedExceptionally()) { // Kafka is away, and each would wait for it
        break;
      }
    }
    await(sent);
    return sent.stream()
        .filter(one -> one.isDone() && !one.isCompletedExceptionally())
        .map(CompletableFuture::join)
        .toList();
  }

  /** Those that do not come are not safe, whatever the reason. */
  private static void await(List<CompletableFuture<Push>> sent) {
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(error -> null)
        .join();
  }

  /** A push that died again meanwhile stays dead; what was done is recorded all the same. */
  private void end(Collection<Push> pushes, String state, Cause cause) {
    if (pushes.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            WITH ended AS (
              UPDATE dead_letter SET state = :state, claimed_at = NULL
              WHERE push_id = ANY (CAST(:ids AS text[])) AND state = 'replaying')
            INSERT INTO letter_handled (push_id, what, by_whom, why)
            SELECT push_id, :state, :by, :why FROM dead_letter
            WHERE push_id = ANY (CAST(:ids AS text[]))
            """)
        .param("state", state)
        .param("by", cause.by())
        .param("why", cause.why())
        .param("ids", Columns.of(pushes, Push::id))
        .update();
  }

  private void giveBack(Collection<Push> pushes) {
    jdbc.sql(
            """
            UPDATE dead_letter SET state = 'dead', claimed_at = NULL
            WHERE push_id = ANY (CAST(:ids AS text[])) AND state = 'replaying'
            """)
        .param("ids", Columns.of(pushes, Push::id))
        .update();
  }

  /** Drops those that are meant. They stay to be seen until they are forgotten. */
  Done drop(LetterFilter filter, int most, Cause cause) {
    int dropped =
        filter
            .into(
                jdbc.sql(
                    """
                    WITH dropped AS (
                      UPDATE dead_letter SET state = 'dropped'
                      WHERE state = 'dead' AND push_id = ANY (ARRAY(
                        SELECT push_id FROM dead_letter WHERE state = 'dead' AND %s
                        ORDER BY dead_at, push_id LIMIT :most))
                      RETURNING push_id)
                    INSERT INTO letter_handled (push_id, what, by_whom, why)
                    SELECT push_id, 'dropped', :by, :why FROM dropped
                    """
                        .formatted(LetterFilter.CONDITION)))
            .param("by", cause.by())
            .param("why", cause.why())
            .param("most", most)
            .update();
    return new Done(dropped, 0, 0);
  }

  private int left(LetterFilter filter) {
    return count(filter, "NOT " + CAN_BE_SENT);
  }

  private int count(LetterFilter filter, String which) {
    return filter
        .into(
            jdbc.sql(
                "SELECT count(*) FROM dead_letter WHERE %s AND %s AND %s"
                    .formatted(OPEN, which, LetterFilter.CONDITION)))
        .query(Integer.class)
        .single();
  }
}
