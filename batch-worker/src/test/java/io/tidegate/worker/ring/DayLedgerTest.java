package io.tidegate.worker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.ResponseClass;
import io.tidegate.policy.Round;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ring keeps is enough to count the six terms of a day, and they balance. */
class DayLedgerTest {
  private final RingLab lab = new RingLab();

  @BeforeEach
  void addObligations() {
    lab.addObligations();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  /** What the six queries counted. */
  record Terms(
      long carriedIn, long newlyEligible, long refreshed, long failed, long withdrawn, long over) {
    long difference() {
      return carriedIn + newlyEligible - refreshed - failed - withdrawn - over;
    }
  }

  @Test
  void aDayWithEverythingInItBalances() {
    List<String> users = RingLab.users(12);
    lab.add(false, users.subList(0, 10), null);
    Instant day = lab.now().plus(Duration.ofHours(12));
    lab.refreshed(lab.claim(2)); // the evening before: two of ten
    lab.at(day.plusSeconds(60));
    lab.refreshed(lab.claim(3));
    lab.settle(
        lab.claim(1),
        new Outcome.GivenUp(lab.now(), ResponseClass.PERMANENT, Outcome.Made.STARTS),
        null);
    lab.single(users.get(10));
    lab.add(true, List.of(users.get(11)), lab.now().minusSeconds(9)); // refreshed already
    lab.add(lab.worker, false, List.of(users.get(8)), null, null, "ended"); // was due
    lab.add(lab.worker, false, List.of(users.get(0)), null, null, "ended"); // was not
    lab.consents.erase(users.get(9)); // was due
    lab.consents.erase(users.get(2)); // refreshed today
    lab.settle(lab.claim(1), lab.failed(), null); // comes again tomorrow
    lab.at(day.plus(Duration.ofHours(25)));
    lab.refreshed(lab.claim(1)); // after midnight
    assertThat(terms(lab, day, day.plus(Duration.ofDays(1))))
        .isEqualTo(new Terms(8, 1, 3, 1, 2, 3));
  }

  @Test
  void allOfThoseWhoWereRefreshedAreDueAgainWhenTheWeekBegins() {
    lab.add(false, RingLab.users(10), null);
    lab.refreshed(lab.claim(6));
    Instant sunday = Instant.parse("2026-11-21T15:00:00Z");
    assertThat(terms(lab, RingLab.START, RingLab.START.plus(Duration.ofDays(1))))
        .isEqualTo(new Terms(0, 10, 6, 0, 0, 4));
    assertThat(terms(lab, sunday.minus(Duration.ofDays(1)), sunday))
        .isEqualTo(new Terms(4, 0, 0, 0, 0, 4));
    assertThat(terms(lab, sunday, sunday.plus(Duration.ofDays(1))))
        .isEqualTo(new Terms(4, 6, 0, 0, 0, 10));
  }

  @Test
  void severalRefreshesOfAConsentOnADayCountEachOnce() {
    lab.quotas = List.of(RingLab.FOUR_A_DAY);
    lab.cycle = Duration.ofHours(6);
    lab.add(false, RingLab.users(2), null);
    for (int hour = 0; hour < 48; hour++) {
      lab.refreshed(lab.claim(2));
      lab.pass(Duration.ofHours(1).minusSeconds(1));
    }
    Instant from = RingLab.START.plus(Duration.ofDays(1));
    Terms terms = terms(lab, from, from.plus(Duration.ofDays(1)));
    assertThat(terms.difference()).isZero();
    assertThat(terms.refreshed()).isBetween(6L, 8L);
  }

  @Test
  void aConsentThatEndsAndComesBackHasTwoLives() {
    lab.bulk("user");
    Instant from = lab.now();
    lab.pass(Duration.ofHours(1));
    lab.add(lab.worker, false, List.of("user"), null, null, "ended");
    lab.pass(Duration.ofHours(1));
    lab.add(lab.worker, true, List.of("user"), null, null, "active");
    lab.refreshed(lab.claim(1));
    assertThat(terms(lab, from, from.plus(Duration.ofDays(1))))
        .isEqualTo(new Terms(0, 2, 1, 0, 1, 0));
  }

  static Terms terms(RingLab lab, Instant from, Instant until) {
    return new Terms(
        term(lab, "carried_in", from, until),
        term(lab, "newly_eligible", from, until),
        term(lab, "refreshed", from, until),
        term(lab, "failed", from, until),
        term(lab, "withdrawn", from, until),
        term(lab, "carried_over", from, until));
  }

  private static long term(RingLab lab, String name, Instant from, Instant until) {
    boolean fromRows = name.equals("refreshed") || name.equals("failed");
    Round round = Round.of(lab.quotas, lab.cycle, RingLab.SEOUL);
    List<Instant> begins = new ArrayList<>();
    if (round instanceof Round.PerPeriod period) {
      begins.add(period.begin(from));
      while (begins.getLast().isBefore(until)) {
        begins.add(period.end(begins.getLast()));
      }
    }
    String sql =
        fromRows
            ? "SELECT day_ledger_" + name + "(?, ?, ?, ?::interval)"
            : "SELECT day_ledger_"
                + name
                + "(?, ?, ?, ?::interval, ?::interval, ?::interval, ?, '0 s')";
    try (Connection connection = lab.database.as("tidegate_scheduler").getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      int i = 0;
      statement.setInt(++i, lab.institution);
      statement.setObject(++i, RingLab.utc(from));
      statement.setObject(++i, RingLab.utc(until));
      if (!fromRows) {
        statement.setString(++i, lab.cycle.toString());
        statement.setString(++i, round.nominal().dividedBy(2).toString());
      }
      statement.setString(++i, Duration.ofDays(183).toString());
      if (!fromRows) {
        statement.setArray(
            ++i,
            connection.createArrayOf("timestamptz", begins.stream().map(RingLab::utc).toArray()));
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
