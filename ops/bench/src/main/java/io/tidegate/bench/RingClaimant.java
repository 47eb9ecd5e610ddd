package io.tidegate.bench;

import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.postgresql.PGConnection;

/**
 * Claims and settles pages over one connection with the statements that a worker sends, for a
 * policy of one success a week. Every refresh succeeds and brings a new since.
 */
final class RingClaimant implements AutoCloseable {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int INSTITUTION = 1;

  private static final String CLAIM =
      """
      SELECT places, ring_keys, users, claimed_at, size, round_over, outcome FROM ring_claim(
        p_institution => ?, p_lane => ?, p_lanes => ?, p_first => ?, p_span_seconds => 1,
        p_users => ?, p_registration => 1, p_number => ?,
        p_round_begins => ?, p_round_ends => ?, p_round_length => NULL, p_next_turn => ?,
        p_cycle => 'P7D', p_round => 'P7D', p_accessed_since => ?,
        p_refresh => 'PT2M', p_response => 'PT20S', p_attempts => 3,
        p_keep_counted => 1, p_keep_starts => 0, p_keep_succeeded => 2,
        p_simple => true, p_early => false,
        q_since => ?, q_times => '{1}', q_starts => '{false}', q_free_at => ?)
      """;

  private static final String SETTLE =
      """
      SELECT ring_settle(
        p_institution => ?, p_lane => ?, p_first => ?, p_claimed => ?, p_settled => ?,
        o_page => ?, o_key => ?, o_user => ?, o_place => ?, o_kind => ?, o_at => ?, o_made => ?,
        o_replaces => ?, o_reason => ?, o_sinces => ?, o_again => ?, o_progress => ?)
      """;

  /**
   * Where a page is.
   *
   * @param lane which lane
   * @param lanes of how many
   * @param round which week the claim is made in
   * @param first first instant of its span
   */
  record Place(int lane, int lanes, Instant round, Instant first) {}

  /**
   * A claimed page.
   *
   * @param place where it is
   * @param claimedAt when it was claimed, in microseconds
   * @param places its users' places in it
   * @param keys their ring keys
   * @param users their ids
   * @param roundOver whether nobody is left in its lane
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, where the driver wants arrays
  record Page(
      Place place,
      long claimedAt,
      Integer[] places,
      Long[] keys,
      String[] users,
      boolean roundOver) {
    int size() {
      return users.length;
    }
  }

  private final Connection connection;
  private long number;

  /** Over a connection that is closed with this. */
  RingClaimant(Connection connection) {
    this.connection = connection;
  }

  Page claim(Place place, int users) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      Instant roundEnds = place.round().plus(WEEK);
      int i = 0;
      claim.setInt(++i, INSTITUTION);
      claim.setInt(++i, place.lane());
      claim.setInt(++i, place.lanes());
      claim.setObject(++i, utc(place.first()));
      claim.setInt(++i, users);
      claim.setLong(++i, ++number);
      claim.setObject(++i, utc(place.round()));
      claim.setObject(++i, utc(roundEnds));
      claim.setObject(++i, utc(roundEnds));
      claim.setObject(++i, utc(place.first().minus(WEEK.multipliedBy(26))));
      claim.setArray(++i, array("timestamptz", utc(place.round())));
      claim.setArray(++i, array("timestamptz", utc(roundEnds)));
      try (ResultSet row = claim.executeQuery()) {
        row.next();
        if (!"claimed".equals(row.getString("outcome"))) {
          throw new SQLException("the page was not claimed: " + row.getString("outcome"));
        }
        return new Page(
            place,
            micros(row.getObject("claimed_at", OffsetDateTime.class).toInstant()),
            (Integer[]) row.getArray("places").getArray(),
            (Long[]) row.getArray("ring_keys").getArray(),
            (String[]) row.getArray("users").getArray(),
            row.getBoolean("round_over"));
      }
    }
  }

  void settle(Page page, Instant now) throws SQLException {
    int n = page.size();
    if (n == 0) {
      return;
    }
    try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
      int i = 0;
      settle.setInt(++i, INSTITUTION);
      settle.setObject(++i, new int[] {page.place().lane()});
      settle.setObject(++i, new long[] {micros(page.place().first())});
      settle.setObject(++i, new long[] {page.claimedAt()});
      settle.setArray(++i, array("text", "1".repeat(n)));
      settle.setObject(++i, filled(n, 1));
      settle.setArray(++i, connection.createArrayOf("int8", page.keys()));
      settle.setArray(++i, connection.createArrayOf("text", page.users()));
      settle.setArray(++i, connection.createArrayOf("int4", page.places()));
      settle.setArray(++i, texts(n, "refreshed"));
      settle.setObject(++i, instants(n, micros(now)));
      settle.setObject(++i, made(n));
      settle.setArray(++i, connection.createArrayOf("int8", new Long[n]));
      settle.setArray(++i, texts(n, "success"));
      settle.setArray(++i, texts(n, "accounts=" + now.getEpochSecond()));
      settle.setArray(++i, connection.createArrayOf("int8", new Long[n]));
      settle.setArray(++i, connection.createArrayOf("text", new String[n]));
      try (ResultSet row = settle.executeQuery()) {
        row.next();
        if (row.getInt(1) != n) {
          throw new SQLException(row.getInt(1) + " of " + n + " outcomes counted");
        }
      }
    }
  }

  /** Seconds of processor time that its session at PostgreSQL has used so far. */
  double sessionSeconds() throws SQLException, IOException {
    int pid = connection.unwrap(PGConnection.class).getBackendPID();
    ProcessHandle session =
        ProcessHandle.of(pid).orElseThrow(() -> new IOException("the session is gone"));
    return ProcessTime.ofProcess(session);
  }

  private Array array(String type, Object element) throws SQLException {
    return connection.createArrayOf(type, new Object[] {element});
  }

  private Array texts(int n, String text) throws SQLException {
    String[] all = new String[n];
    Arrays.fill(all, text);
    return connection.createArrayOf("text", all);
  }

  private static int[] filled(int n, int value) {
    int[] all = new int[n];
    Arrays.fill(all, value);
    return all;
  }

  private static long[] instants(int n, long micros) {
    long[] all = new long[n];
    Arrays.fill(all, micros);
    return all;
  }

  /** Each made a success. */
  private static short[] made(int n) {
    short[] all = new short[n];
    Arrays.fill(all, (short) 2);
    return all;
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
