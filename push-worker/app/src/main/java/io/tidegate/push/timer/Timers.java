package io.tidegate.push.timer;

import io.tidegate.push.access.KeepsOfUsers;
import io.tidegate.push.request.Creations;
import io.tidegate.push.request.FieldError;
import io.tidegate.push.request.InvalidBody;
import io.tidegate.push.request.Problems;
import io.tidegate.push.request.Versions;
import io.tidegate.recurrence.Recurrence;
import io.tidegate.recurrence.RefusedRule;
import io.tidegate.recurrence.Rules;
import io.tidegate.recurrence.Zones;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The timers of users. */
@Component
class Timers implements KeepsOfUsers {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final String COLUMNS =
      """
      id, version, zone, minute, rule, first_date, last_date, title, body, link, data::text AS data,
      collapse_key, ttl_seconds, enabled, set_aside, holds_from, created_at, changed_at
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Creations creations;
  private final TimerSettings settings;

  Timers(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      Creations creations,
      TimerSettings settings) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.creations = creations;
    this.settings = settings;
  }

  /**
   * Where the poll stands, for a write that holds the shard's progress row.
   *
   * @param from the first minute in which the write holds
   * @param unfinished whether there are minutes before it that are not done
   */
  private record Standing(Instant from, boolean unfinished) {}

  /** The id of a new timer, or of the one that this request created before. */
  UUID create(String user, NewTimer wanted, @Nullable String key, byte[] request) {
    return transactions.execute(
        status -> {
          creations.takeTurn(user);
          Optional<UUID> before = creations.before(user, key, request);
          if (before.isPresent()) {
            return before.get();
          }
          refuseTooMany(user);
          Standing standing = standing(user);
          refuseNever(wanted, standing);
          UUID id = UUID.randomUUID();
          insert(id, 1, user, wanted, standing.from(), now());
          creations.remember(user, key, request, id);
          return id;
        });
  }

  /** Changes a timer; answers 404 and 412 are thrown. */
  void change(String user, UUID id, int version, NewTimer wanted) {
    transactions.executeWithoutResult(
        status -> {
          creations.takeTurn(user);
          Timer present = find(user, id).orElseThrow(Timers::none);
          Versions.match(version, present.version());
          Standing standing = standing(user);
          refuseNever(wanted, standing);
          if (standing.unfinished() && present.holdsFrom().isBefore(standing.from())) {
            replace(user, id, version, wanted, standing.from(), present.createdAt());
          } else {
            update(id, wanted, standing.from());
          }
        });
  }

  /** Removes a timer; answers whether there was one. A version that is not the present is 412. */
  boolean remove(String user, UUID id, @Nullable Integer version) {
    return Boolean.TRUE.equals(
        transactions.execute(
            status -> {
              creations.takeTurn(user);
              Optional<Timer> present = find(user, id);
              if (present.isPresent() && version != null) {
                Versions.match(version, present.get().version());
              }
              return jdbc.sql("DELETE FROM timer WHERE id = :id AND user_id = :user")
                      .param("id", id)
                      .param("user", user)
                      .update()
                  > 0;
            }));
  }

  /** A user's timers, oldest first. */
  List<Timer> of(String user) {
    Rules rules = new Rules(100);
    return jdbc.sql(
            """
            SELECT %s FROM timer WHERE user_id = :user AND holds_until IS NULL
            ORDER BY created_at, id
            """
                .formatted(COLUMNS))
        .param("user", user)
        .query((row, n) -> timer(row, rules))
        .list();
  }

  /** A timer of a user; empty if the user has none such. */
  Optional<Timer> find(String user, UUID id) {
    return jdbc.sql(
            """
            SELECT %s FROM timer WHERE id = :id AND user_id = :user AND holds_until IS NULL
            """
                .formatted(COLUMNS))
        .param("id", id)
        .param("user", user)
        .query((row, n) -> timer(row, new Rules(1)))
        .optional();
  }

  /** The database's clock. */
  Instant now() {
    return jdbc.sql("SELECT timer_now()").query(OffsetDateTime.class).single().toInstant();
  }

  @Override
  public String kind() {
    return "timers";
  }

  @Override
  public int erase(String user) {
    return jdbc.sql("DELETE FROM timer WHERE user_id = :user").param("user", user).update();
  }

  private void refuseTooMany(String user) {
    int count =
        jdbc.sql("SELECT count(*) FROM timer WHERE user_id = :user AND holds_until IS NULL")
            .param("user", user)
            .query(Integer.class)
            .single();
    if (count >= settings.perUser()) {
      throw Problems.problem(
          HttpStatus.CONFLICT,
          "the user has %d timers, which is the most a user may have".formatted(count));
    }
  }

  /**
   * The clock is read in a second statement: after the row was had, not while it was waited for.
   */
  private Standing standing(String user) {
    OffsetDateTime begun =
        jdbc.sql(
                """
                SELECT begun_minute FROM timer_progress
                WHERE shard = ((ring_key(:user) >> 60) & 15)::smallint FOR SHARE
                """)
            .param("user", user)
            .query(OffsetDateTime.class)
            .single();
    return jdbc.sql(
            """
            SELECT greatest(:begun + interval '1 minute', date_trunc('minute', timer_now(), 'UTC')) AS holds_from,
                date_trunc('minute', timer_now(), 'UTC') > :begun + interval '1 minute'
                OR EXISTS (
                  SELECT FROM timer_span WHERE shard = ((ring_key(:user) >> 60) & 15)::smallint)
                AS unfinished
            """)
        .param("begun", begun)
        .param("user", user)
        .query(
            (row, n) ->
                new Standing(
                    row.getObject("holds_from", OffsetDateTime.class).toInstant(),
                    row.getBoolean("unfinished")))
        .single();
  }

  private static void refuseNever(NewTimer wanted, Standing standing) {
    if (wanted.recurrence().next(standing.from()) == null) {
      throw new InvalidBody(
          List.of(
              new FieldError(
                  "start", "the timer would never fall due: its last occurrence is over")));
    }
  }

  private void insert(
      UUID id, int version, String user, NewTimer wanted, Instant from, Instant created) {
    said(
            wanted,
            jdbc.sql(
                """
                INSERT INTO timer (id, version, user_id, zone, minute, day_key, rule, first_date, last_date,
                  title, body, link, data, collapse_key, ttl_seconds, enabled, holds_from, created_at)
                VALUES (:id, :version, :user, :zone, :minute, :dayKey, :rule, :first, :last,
                  :title, :body, :link, :data::jsonb, :collapseKey, :ttl, :enabled, :from, :created)
                """))
        .param("id", id)
        .param("version", version)
        .param("user", user)
        .param("from", utc(from))
        .param("created", utc(created))
        .update();
  }

  private void update(UUID id, NewTimer wanted, Instant from) {
    said(
            wanted,
            jdbc.sql(
                """
                UPDATE timer SET version = version + 1, zone = :zone, minute = :minute,
                  day_key = :dayKey, rule = :rule, first_date = :first, last_date = :last,
                  title = :title, body = :body, link = :link, data = :data::jsonb,
                  collapse_key = :collapseKey, ttl_seconds = :ttl, enabled = :enabled,
                  set_aside = NULL, holds_from = :from, changed_at = clock_timestamp()
                WHERE id = :id AND holds_until IS NULL
                """))
        .param("id", id)
        .param("from", utc(from))
        .update();
  }

  private void replace(
      String user, UUID id, int version, NewTimer wanted, Instant from, Instant created) {
    jdbc.sql("UPDATE timer SET holds_until = :from WHERE id = :id AND holds_until IS NULL")
        .param("id", id)
        .param("from", utc(from))
        .update();
    insert(id, version + 1, user, wanted, from, created);
  }

  private static StatementSpec said(NewTimer wanted, StatementSpec statement) {
    Recurrence recurrence = wanted.recurrence();
    return statement
        .param("zone", recurrence.zone().getId())
        .param("minute", recurrence.minute())
        .param("dayKey", recurrence.dates().dayKey())
        .param("rule", recurrence.dates().rule())
        .param("first", recurrence.dates().first())
        .param("last", recurrence.dates().last())
        .param("title", wanted.title())
        .param("body", wanted.body())
        .param("link", wanted.link())
        .param("data", wanted.data().isEmpty() ? null : JSON.writeValueAsString(wanted.data()))
        .param("collapseKey", wanted.collapseKey())
        .param("ttl", wanted.ttlSeconds())
        .param("enabled", wanted.enabled());
  }

  private static Timer timer(ResultSet row, Rules rules) throws SQLException {
    String data = row.getString("data");
    return new Timer(
        row.getObject("id", UUID.class),
        row.getInt("version"),
        row.getString("title"),
        row.getString("body"),
        row.getString("link"),
        data == null ? Map.of() : JSON.readValue(data, TEXTS),
        recurrence(row, rules),
        row.getBoolean("enabled"),
        row.getInt("ttl_seconds"),
        row.getString("collapse_key"),
        row.getString("set_aside"),
        row.getObject("holds_from", OffsetDateTime.class).toInstant(),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }

  private static @Nullable Recurrence recurrence(ResultSet row, Rules rules) throws SQLException {
    try {
      return new Recurrence(
          Zones.region(row.getString("zone")),
          row.getInt("minute"),
          rules.dates(
              row.getString("rule"),
              row.getObject("first_date", LocalDate.class),
              row.getObject("last_date", LocalDate.class)));
    } catch (RefusedRule e) {
      return null; // the poll sets it aside, with the reason
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static ErrorResponseException none() {
    return Problems.problem(HttpStatus.NOT_FOUND, "the user has no such timer");
  }
}
