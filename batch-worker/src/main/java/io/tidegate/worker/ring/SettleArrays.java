package io.tidegate.worker.ring;

import io.tidegate.policy.ResponseClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settlements of one institution, in ring order, as the arrays that {@code ring_settle} takes. */
final class SettleArrays {
  private final int institutionId;
  private final List<Page> pages = new ArrayList<>();
  private final List<StringBuilder> settled = new ArrayList<>();
  private final Map<PageKey, Integer> numbers = new HashMap<>();
  private final int[] page;
  private final long[] key;
  private final String[] user;
  private final int[] place;
  private final String[] kind;
  private final long[] at;
  private final short[] made;
  private final @Nullable Long[] replaces;
  private final @Nullable String[] reason;
  private final @Nullable String[] sinces;
  private final @Nullable Long[] again;
  private final @Nullable String[] progress;

  SettleArrays(List<Settlement> settlements) {
    int n = settlements.size();
    institutionId = settlements.getFirst().page().key().institutionId();
    page = new int[n];
    key = new long[n];
    user = new String[n];
    place = new int[n];
    kind = new String[n];
    at = new long[n];
    made = new short[n];
    replaces = new @Nullable Long[n];
    reason = new @Nullable String[n];
    sinces = new @Nullable String[n];
    again = new @Nullable Long[n];
    progress = new @Nullable String[n];
    for (int i = 0; i < n; i++) {
      put(i, settlements.get(i));
    }
  }

  private void put(int i, Settlement settlement) {
    ClaimedUser claimed = settlement.user();
    Outcome outcome = settlement.outcome();
    page[i] = number(settlement.page());
    settled.get(page[i] - 1).setCharAt(claimed.place(), '1');
    key[i] = claimed.ringKey();
    user[i] = claimed.user();
    place[i] = claimed.place();
    at[i] = Micros.of(outcome.at());
    replaces[i] = ownInstant(claimed);
    made[i] =
        switch (outcome.made()) {
          case NOTHING -> 0;
          case STARTS -> 1;
          case SUCCESSES -> 2;
        };
    switch (outcome) {
      case Outcome.Refreshed refreshed -> {
        kind[i] = "refreshed";
        reason[i] =
            refreshed.unchanged() ? ResponseClass.UNCHANGED.word() : ResponseClass.SUCCESS.word();
        sinces[i] = refreshed.sinces();
      }
      case Outcome.Failed failed -> {
        kind[i] = "failed";
        reason[i] = failed.because().word();
        comesAgain(i, failed.again(), failed.progress());
      }
      case Outcome.GivenBack back -> {
        kind[i] = "given-back";
        comesAgain(i, back.again(), back.progress());
      }
      case Outcome.GivenUp up -> {
        kind[i] = "given-up";
        reason[i] = up.because().word();
      }
      case Outcome.Ended ended -> {
        kind[i] = "ended";
        reason[i] = ended.because().word();
      }
    }
  }

  /** A refresh that goes on where it broke off counts once. */
  private static @Nullable Long ownInstant(ClaimedUser claimed) {
    Retry retry = claimed.retry();
    return retry == null || retry.countedAt() == null ? null : Micros.of(retry.countedAt());
  }

  private void comesAgain(int i, Instant when, @Nullable String rest) {
    again[i] = Micros.of(when);
    progress[i] = rest;
  }

  /** Number of the page among those of this statement, from 1. */
  private int number(Page claimed) {
    return numbers.computeIfAbsent(
        claimed.key(),
        unknown -> {
          pages.add(claimed);
          settled.add(new StringBuilder("0".repeat(claimed.size())));
          return pages.size();
        });
  }

  void bind(Connection connection, PreparedStatement statement) throws SQLException {
    int[] lanes = pages.stream().mapToInt(p -> p.key().lane()).toArray();
    long[] firsts = pages.stream().mapToLong(p -> Micros.of(p.key().firstInstant())).toArray();
    long[] claims = pages.stream().mapToLong(p -> Micros.of(p.claimedAt())).toArray();
    String[] bits = settled.stream().map(StringBuilder::toString).toArray(String[]::new);
    int i = 0;
    statement.setInt(++i, institutionId);
    statement.setObject(++i, lanes);
    statement.setObject(++i, firsts);
    statement.setObject(++i, claims);
    statement.setArray(++i, connection.createArrayOf("text", bits));
    statement.setObject(++i, page);
    statement.setObject(++i, key);
    statement.setArray(++i, connection.createArrayOf("text", user));
    statement.setObject(++i, place);
    statement.setArray(++i, connection.createArrayOf("text", kind));
    statement.setObject(++i, at);
    statement.setObject(++i, made);
    statement.setArray(++i, connection.createArrayOf("int8", replaces));
    statement.setArray(++i, connection.createArrayOf("text", reason));
    statement.setArray(++i, connection.createArrayOf("text", sinces));
    statement.setArray(++i, connection.createArrayOf("int8", again));
    statement.setArray(++i, connection.createArrayOf("text", progress));
  }
}
