package io.tidegate.standalone.chaos;

import io.tidegate.standalone.Database;
import io.tidegate.standalone.stage.Actor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the database says of an institution after a run. */
final class Records implements AutoCloseable {
  private static final String REFRESHED =
      """
      SELECT user_id FROM consent JOIN institution i ON i.id = institution_id
       WHERE i.code = ? AND succeeded_at >= ?::timestamptz
      """;
  private static final String CONSENTS =
      """
      SELECT count(*) FROM consent JOIN institution i ON i.id = institution_id WHERE i.code = ?
      """;
  private static final String DUE =
      """
      SELECT count(*) FROM consent JOIN institution i ON i.id = institution_id
       WHERE i.code = ? AND (succeeded_at < ?::timestamptz OR succeeded_at >= ?::timestamptz)
      """;
  private static final String TARGETS =
      """
      SELECT minute, (SELECT coalesce(sum(t), 0) FROM unnest(targets) AS t)
        FROM minute_plan JOIN institution i ON i.id = institution_id
       WHERE i.code = ? AND minute >= ?::timestamptz ORDER BY minute
      """;
  private static final String NARROWED =
      """
      SELECT max(effective_from) FROM policy_version JOIN institution i ON i.id = institution_id
       WHERE i.code = ? AND effective_from > ?::timestamptz
      """;

  private final Connection connection;

  private Records(Connection connection) {
    this.connection = connection;
  }

  static Records of(Database database) throws SQLException {
    return new Records(database.owner().getConnection());
  }

  /** What a minute was to do. */
  record Target(Instant minute, long users) {}

  /** Users whose refresh counts as done since. */
  List<String> refreshed(Actor actor, Instant since) throws SQLException {
    List<String> users = new ArrayList<>();
    try (PreparedStatement query = query(REFRESHED, actor, since);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        users.add(rows.getString(1));
      }
    }
    return users;
  }

  /** Consents of an institution. */
  long consents(Actor actor) throws SQLException {
    return count(query(CONSENTS, actor));
  }

  /** Users who were still to be refreshed at an instant of the run. */
  long due(Actor actor, Instant begin, Instant at) throws SQLException {
    return count(query(DUE, actor, begin, at));
  }

  /** The minutes that were planned from an instant on, and their targets. */
  List<Target> targets(Actor actor, Instant from) throws SQLException {
    List<Target> targets = new ArrayList<>();
    try (PreparedStatement query = query(TARGETS, actor, from);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        targets.add(
            new Target(rows.getObject(1, OffsetDateTime.class).toInstant(), rows.getLong(2)));
      }
    }
    return targets;
  }

  /** Since when the policy that came last in the run holds; empty if none came. */
  Optional<Instant> changed(Actor actor, Instant begin) throws SQLException {
    try (PreparedStatement query = query(NARROWED, actor, begin);
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return Optional.ofNullable(rows.getObject(1, OffsetDateTime.class))
          .map(OffsetDateTime::toInstant);
    }
  }

  private PreparedStatement query(String sql, Actor actor, Instant... instants)
      throws SQLException {
    PreparedStatement query = connection.prepareStatement(sql);
    query.setString(1, actor.code());
    for (int i = 0; i < instants.length; i++) {
      query.setObject(2 + i, instants[i].atOffset(ZoneOffset.UTC));
    }
    return query;
  }

  private static long count(PreparedStatement query) throws SQLException {
    try (query;
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
