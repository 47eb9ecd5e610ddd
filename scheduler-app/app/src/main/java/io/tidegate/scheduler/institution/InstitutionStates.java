package io.tidegate.scheduler.institution;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What holds institutions back just now; each change raises the row's version. */
@Component
public class InstitutionStates {
  /**
   * One institution's state.
   *
   * @param version rises with each change
   * @param blockedUntil no call starts before it, if it is not over
   * @param rateFactor part of the rate that may be used, above 0, at most 1
   * @param reason in words, if held back
   */
  public record State(
      long version, @Nullable Instant blockedUntil, double rateFactor, @Nullable String reason) {
    /** Nothing holds it back. */
    public static final State FREE = new State(1, null, 1, null);

    public Optional<Instant> blockedAt(Instant now) {
      return Optional.ofNullable(blockedUntil).filter(until -> until.isAfter(now));
    }
  }

  private final JdbcClient sql;

  InstitutionStates(JdbcClient sql) {
    this.sql = sql;
  }

  /** All states by institution id. */
  public Map<Integer, State> all() {
    return sql
        .sql(
            """
            SELECT institution_id, version, blocked_until, rate_factor, reason
              FROM institution_state
            """)
        .query(
            (row, n) -> {
              @Nullable OffsetDateTime blocked = row.getObject(3, OffsetDateTime.class);
              return Map.entry(
                  row.getInt(1),
                  new State(
                      row.getLong(2),
                      blocked == null ? null : blocked.toInstant(),
                      row.getDouble(4),
                      row.getString(5)));
            })
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Nobody calls the institution before {@code until}. An earlier end than the stored one changes
   * nothing: of several servers that were told to wait the longest wait holds.
   */
  public boolean block(int institutionId, Instant until, String reason) {
    return sql.sql(
                """
                UPDATE institution_state
                   SET version = version + 1, blocked_until = :until, reason = :reason,
                       changed_at = clock_timestamp()
                 WHERE institution_id = :institution
                   AND (blocked_until IS NULL OR blocked_until < :until)
                """)
            .param("institution", institutionId)
            .param("until", until.atOffset(ZoneOffset.UTC))
            .param("reason", reason)
            .update()
        > 0;
  }

  /** Sets the rate factors of institutions whose factor is another now. */
  public int setRateFactors(Map<Integer, Double> factors) {
    List<Map.Entry<Integer, Double>> all = List.copyOf(factors.entrySet());
    return sql.sql(
            """
            UPDATE institution_state s
               SET version = s.version + 1, rate_factor = new.factor,
                   changed_at = clock_timestamp()
              FROM unnest(:institutions::integer[], :factors::real[]) AS new (id, factor)
             WHERE s.institution_id = new.id AND s.rate_factor <> new.factor
            """)
        .param("institutions", all.stream().map(Map.Entry::getKey).toArray(Integer[]::new))
        .param("factors", all.stream().map(e -> e.getValue().floatValue()).toArray(Float[]::new))
        .update();
  }
}
