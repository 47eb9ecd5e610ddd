package io.tidegate.worker.ring;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@code ring_claim} answers. */
final class ClaimRow {
  private ClaimRow() {}

  static Claim read(ClaimRequest request, ResultSet row) throws SQLException {
    Instant now = required(row, "database_now");
    InstitutionState state =
        new InstitutionState(
            row.getLong("state_version"),
            instant(row, "blocked_until"),
            row.getFloat("rate_factor"),
            row.getString("reason"));
    String outcome = row.getString("outcome");
    return switch (outcome) {
      case "claimed", "repeated" -> granted(request, row, outcome.equals("repeated"), now, state);
      case "taken" -> new Claim.Refused(Claim.Reason.TAKEN, now, state);
      case "blocked" -> new Claim.Refused(Claim.Reason.BLOCKED, now, state);
      case "late" -> new Claim.Refused(Claim.Reason.LATE, now, state);
      case "cut-otherwise" -> new Claim.Refused(Claim.Reason.CUT_OTHERWISE, now, state);
      default -> throw new SQLException("ring_claim answered " + outcome);
    };
  }

  private static Claim granted(
      ClaimRequest request, ResultSet row, boolean repeated, Instant now, InstitutionState state)
      throws SQLException {
    Page page =
        new Page(
            request.page(),
            required(row, "claimed_at"),
            Duration.between(now, required(row, "ends_at")),
            row.getInt("size"));
    return new Claim.Granted(
        page,
        users(row),
        repeated,
        row.getBoolean("round_over"),
        row.getInt("others_open_users"),
        now,
        state);
  }

  private static List<ClaimedUser> users(ResultSet row) throws SQLException {
    Integer[] places = (Integer[]) elements(row, "places");
    Long[] keys = (Long[]) elements(row, "ring_keys");
    String[] users = (String[]) elements(row, "users");
    @Nullable String[] sinces = (@Nullable String[]) elements(row, "sinces");
    List<@Nullable Retry> retries = retries(row);
    List<ClaimedUser> claimed = new ArrayList<>(users.length);
    for (int i = 0; i < users.length; i++) {
      Retry retry = i < retries.size() ? retries.get(i) : null;
      claimed.add(new ClaimedUser(places[i], keys[i], users[i], sinces[i], retry));
    }
    return claimed;
  }

  /** One element per user up to the last one that is a retry; null for those that are none. */
  private static List<@Nullable Retry> retries(ResultSet row) throws SQLException {
    @Nullable String[] kinds = (@Nullable String[]) elements(row, "retry_kinds");
    List<@Nullable Retry> retries = new ArrayList<>(kinds.length);
    if (kinds.length == 0) {
      return retries;
    }
    @Nullable Integer[] attempts = (@Nullable Integer[]) elements(row, "retry_attempts");
    @Nullable String[] progress = (@Nullable String[]) elements(row, "retry_progress");
    @Nullable Long[] counted = (@Nullable Long[]) elements(row, "retry_counted_micros");
    @Nullable Long[] traces = (@Nullable Long[]) elements(row, "retry_traces");
    for (int i = 0; i < kinds.length; i++) {
      String kind = kinds[i];
      Integer tried = attempts[i];
      retries.add(
          kind == null
              ? null
              : new Retry(
                  Retry.Kind.of(kind),
                  tried == null ? 0 : tried,
                  progress[i],
                  Micros.instant(counted[i]),
                  traces[i]));
    }
    return retries;
  }

  private static Object elements(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array.getArray();
  }

  private static Instant required(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
