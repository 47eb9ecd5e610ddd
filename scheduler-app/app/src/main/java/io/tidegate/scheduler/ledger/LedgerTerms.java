package io.tidegate.scheduler.ledger;

import io.tidegate.policy.Policy;
import io.tidegate.policy.Quota;
import io.tidegate.policy.Round;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts each term of an institution's ledger from the consents, by a query of its own. */
final class LedgerTerms {
  /** Longer than any period, so that the begin of the last success's period is among the begins. */
  private static final Duration LOOK_BACK = Duration.ofDays(100);

  private static final String LIVES =
      """
      FROM ledger_lives(:institution, :cycle * interval '1 second', :round * interval '1 second',
                        :begins::timestamptz[], :least * interval '1 second', :access * interval '1 second') AS life
      """;

  private static final String READY =
      "ledger_ready(born, pause, successes, given_up_at, given_up_until, begins, ";

  private final JdbcClient sql;
  private final int institution;
  private final Policy policy;
  private final Instant from;
  private final Instant until;
  private final String @Nullable [] begins;

  LedgerTerms(JdbcClient sql, int institution, Policy policy, Instant from, Instant until) {
    this.sql = sql;
    this.institution = institution;
    this.policy = policy;
    this.from = from;
    this.until = until;
    this.begins = begins(policy.round(), from, until);
  }

  long carriedIn() {
    return count(
        "SELECT count(*) "
            + LIVES
            + "WHERE born < :from AND gone >= :from AND "
            + READY
            + ":from) < :from");
  }

  /**
   * Each instant at which a wait began that no success and no giving up took away before; and each
   * success and giving up of somebody who did not wait yet, as then the wait began with it.
   */
  long newlyEligible() {
    return count(
        "SELECT coalesce(sum(begun.waits + early.ends), 0) "
            + LIVES
            + """
            CROSS JOIN LATERAL (
              SELECT count(*) AS ends
                FROM unnest(successes || given_up_at) AS ended (at)
               WHERE ended.at >= :from AND ended.at < :until AND ended.at >= born
                 AND ended.at < life.gone AND
            """
            + READY
            + """
            ended.at) > ended.at) AS early
            CROSS JOIN LATERAL (
              SELECT count(DISTINCT ready.at) AS waits
                FROM unnest(born || successes || given_up_at) AS event (at)
               CROSS JOIN LATERAL (SELECT
            """
            + READY
            + """
            event.at + interval '1 microsecond') AS at) AS ready
               WHERE event.at > '-infinity' AND ready.at >= :from AND ready.at < :until
                 AND ready.at < life.gone AND ready.at =
            """
            + READY
            + "greatest(ready.at, born + interval '1 microsecond'))) AS begun"
            + " WHERE born < :until AND gone >= :from");
  }

  long refreshed() {
    return ended("successes");
  }

  long failedForGood() {
    return ended("given_up_at");
  }

  private long ended(String instants) {
    return count(
        "SELECT count(*) "
            + LIVES
            + "CROSS JOIN LATERAL unnest("
            + instants
            + """
            ) AS ended (at)
            WHERE ended.at >= :from AND ended.at < :until AND ended.at >= born AND ended.at < gone
            """);
  }

  long withdrawn() {
    return count(
        "SELECT count(*) "
            + LIVES
            + "WHERE gone >= :from AND gone < :until AND gone > born AND "
            + READY
            + "gone) < gone");
  }

  /** Who is barred now is barred, unless that was done after the day. */
  long carriedOver() {
    return count(
        "SELECT count(*) "
            + LIVES
            + "WHERE born < :until AND gone >= :until AND "
            + READY
            + ":until) < :until"
            + """
             AND (barred_until <= :until
                  OR EXISTS (SELECT FROM unnest(given_up_at) AS later (at) WHERE later.at >= :until))
            """);
  }

  private long count(String query) {
    return sql.sql(query)
        .param("institution", institution)
        .param("cycle", seconds(policy.cycle()))
        .param("round", seconds(policy.round().nominal()))
        .param("least", least())
        .param("access", seconds(policy.accessWithin()))
        .param("begins", begins)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query(Long.class)
        .single();
  }

  /** Rolling quotas of one bar longer than the cycle may; a microsecond where nothing bars. */
  private double least() {
    return policy.quotas().stream()
        .filter(quota -> quota.times() == 1 && quota.per() instanceof Quota.Per.Rolling)
        .mapToDouble(quota -> seconds(quota.per().nominal()))
        .max()
        .orElse(1e-6);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** Begins of calendar periods; null where the ring has rounds of its own. */
  private static String @Nullable [] begins(Round round, Instant from, Instant until) {
    if (!(round instanceof Round.PerPeriod period)) {
      return null;
    }
    Deque<String> begins = new ArrayDeque<>();
    for (Instant begin = period.begin(from.minus(LOOK_BACK));
        begins.isEmpty() || !begin.isAfter(until.plus(LOOK_BACK));
        begin = period.end(begin)) {
      begins.add(begin.toString());
    }
    return begins.toArray(String[]::new);
  }
}
