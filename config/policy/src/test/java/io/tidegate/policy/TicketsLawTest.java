package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TicketsLawTest {

  private static final Instant MINUTE = Instant.parse("2026-11-21T03:00:00Z");

  @Test
  void noWindowOfAPeriodHoldsMoreThanTheLimitAtTheReceiver() {
    Seeded.cases(
        80,
        random -> {
          List<RateLimit> limits = limits(random);
          Duration allowance = Duration.ofMillis(random.nextInt(0, 300));
          Tickets tickets = Tickets.of(limits, allowance);
          int minutes = tickets.perMinute() > 100_000 ? 1 : 4;
          long[] arrivals = arrivals(random, tickets, minutes, allowance);
          for (RateLimit limit : limits) {
            long period = limit.per().length().toNanos();
            for (int i = 0; i + limit.calls() < arrivals.length; i++) {
              // Closed at both ends: the call after the last allowed one comes later than a period.
              assertThat(arrivals[i + limit.calls()] - arrivals[i])
                  .as("%s with allowance %s at %d", limit, allowance, i)
                  .isGreaterThan(period);
            }
          }
        });
  }

  @Test
  void theRateIsAHairUnderTheLeastLimitAndNoMore() {
    Seeded.cases(
        500,
        random -> {
          List<RateLimit> limits = limits(random);
          Duration allowance = Duration.ofMillis(random.nextInt(0, 300));
          Tickets tickets = Tickets.of(limits, allowance);
          double least =
              limits.stream()
                  .mapToDouble(limit -> limit.calls() * 1e9 / limit.window(allowance).toNanos())
                  .min()
                  .orElseThrow();
          assertThat(tickets.perSecond()).isLessThan(least);
          assertThat(tickets.perSecond() * 1.0001).isGreaterThan(least * 0.9998);
        });
  }

  @Test
  void ticketsStandAtLeastAnIntervalApartOverMinuteEndsToo() {
    Seeded.cases(
        300,
        random -> {
          Tickets tickets = new Tickets(random.nextLong(10_000, 60_000_000_001L));
          int last = tickets.perMinute() - 1;
          Instant next = tickets.instant(MINUTE.plusSeconds(60), 0);
          Duration apart = Duration.between(tickets.instant(MINUTE, last), next);
          assertThat(apart).isGreaterThanOrEqualTo(Duration.ofNanos(tickets.intervalNanos()));
          assertThat(tickets.instant(MINUTE, last)).isBefore(MINUTE.plusSeconds(60));
        });
  }

  @Test
  void whereTheRateChangesTheSmallerIntervalHolds() {
    Seeded.cases(
        300,
        random -> {
          Tickets before = new Tickets(2 * random.nextLong(5_000, 30_000_000_001L));
          Tickets after = new Tickets(2 * random.nextLong(5_000, 30_000_000_001L));
          Instant last = before.instant(MINUTE, before.perMinute() - 1);
          Duration apart = Duration.between(last, after.instant(MINUTE.plusSeconds(60), 0));
          long least = Math.min(before.intervalNanos(), after.intervalNanos());
          assertThat(apart.toNanos()).isGreaterThanOrEqualTo(least);
        });
  }

  @Test
  void countingTicketsOfASpanIsCountingThemOneByOne() {
    Seeded.cases(
        300,
        random -> {
          Tickets tickets = new Tickets(random.nextLong(1_000_000, 20_000_000_000L));
          long from = random.nextLong(0, 59_000_000_000L);
          long until = random.nextLong(from + 1, 60_000_000_001L);
          Span span = new Span(MINUTE.plusNanos(from), MINUTE.plusNanos(until));
          int naive = 0;
          for (int n = 0; n < tickets.perMinute(); n++) {
            naive += span.contains(tickets.instant(MINUTE, n)) ? 1 : 0;
          }
          assertThat(tickets.countIn(MINUTE, span)).isEqualTo(naive);
        });
  }

  @Test
  void narrowerLimitsDoNotMakeTheRate() {
    RateLimit wide = limit(100, Duration.ofSeconds(1));
    RateLimit narrow =
        new RateLimit(
            1, new RateLimit.Per.Sliding(Duration.ofSeconds(1)), RateLimit.Scope.CALL, "a");
    assertThat(Tickets.of(List.of(wide, narrow), Duration.ZERO))
        .isEqualTo(Tickets.of(List.of(wide), Duration.ZERO));
  }

  @Test
  void aLimitOfOneCallInTwoHalvesNoMoreThanItMust() {
    String calls =
        """
        calls:
          - {name: a, get: /a, each: {from: "l[*].i", as: account}}
          - {name: b, get: "/b/{account}", for-each: account}
        endpoints: ["https://a.example", "https://b.example"]
        limits: [{calls: 1000, per: second}, {calls: 600, per: minute, %s}]
        """;
    String head = "code: X\nzone: UTC\nallowance: 0ms\n";
    // Half of two calls, a quarter of four: 1,200 and 2,400 tickets a minute; three of four: 800.
    assertThat(policy(head + calls.formatted("call: a")).tickets().perMinute()).isEqualTo(1200);
    assertThat(policy(head + calls.formatted("call: a")).tickets(4).perMinute()).isEqualTo(2400);
    assertThat(policy(head + calls.formatted("call: b")).tickets(4).perMinute()).isEqualTo(800);
    assertThat(policy(head + calls.formatted("scope: call")).tickets(4).perMinute()).isEqualTo(800);
    assertThat(policy(head + calls.formatted("scope: endpoint")).tickets(4).perMinute())
        .isEqualTo(1200);
    assertThat(policy(head + calls.formatted("scope: consent")).tickets(4).perMinute())
        .isEqualTo(59_999);
    String weighted =
        "balance: weighted\n"
            + calls.replace("\"https://a.example\"", "{url: \"https://a.example\", weight: 3}");
    assertThat(policy(head + weighted.formatted("scope: endpoint")).tickets().perMinute())
        .isEqualTo(800);
  }

  @Test
  void narrowLimitsNeverRaiseTheRateNorStopIt() {
    String head =
        "code: X\nzone: UTC\ncalls: [{name: a, get: /a}]\nendpoints: [\"https://a.example\"]\n";
    assertThat(
            policy(
                    head
                        + "limits: [{calls: 10, per: second}, {calls: 900, per: second, call:"
                        + " a}]\n")
                .tickets())
        .isEqualTo(Tickets.of(List.of(limit(10, Duration.ofSeconds(1))), Duration.ofMillis(100)));
    assertThat(
            policy(head + "limits: [{calls: 10, per: second}, {calls: 1, per: hour, call: a}]\n")
                .tickets()
                .perMinute())
        .isEqualTo(1);
  }

  private static Policy policy(String text) {
    return PolicyReader.parse("x.yaml", text).policies().getFirst();
  }

  @Test
  void anAllowanceOfATenthCostsNinePercentOfASecondAndTwoPerMilleOfAMinute() {
    Duration allowance = Duration.ofMillis(100);
    assertThat(Tickets.of(List.of(limit(1000, Duration.ofSeconds(1))), allowance).perMinute())
        .isEqualTo(54_545);
    assertThat(Tickets.of(List.of(limit(60_000, Duration.ofMinutes(1))), allowance).perMinute())
        .isEqualTo(59_900);
  }

  @Test
  void halfTheRateHasHalfTheTickets() {
    assertThat(new Tickets(1_000_000).slowed(0.5)).isEqualTo(new Tickets(2_000_000));
    assertThat(new Tickets(1_000_000).slowed(1)).isEqualTo(new Tickets(1_000_000));
    assertThat(new Tickets(1_000_000).slowed(0.3)).isEqualTo(new Tickets(3_333_334));
  }

  /** Tickets of some minutes, some of them slowed, each delayed by something of the allowance. */
  private static long[] arrivals(
      RandomGenerator random, Tickets tickets, int minutes, Duration allowance) {
    List<Long> arrivals = new ArrayList<>();
    for (int minute = 0; minute < minutes; minute++) {
      Tickets now = random.nextInt(3) == 0 ? tickets.slowed(random.nextDouble(0.1, 1)) : tickets;
      for (int n = 0; n < now.perMinute(); n++) {
        arrivals.add(
            minute * 60_000_000_000L
                + now.offsetNanos(n)
                + random.nextLong(allowance.toNanos() + 1));
      }
    }
    long[] sorted = arrivals.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static List<RateLimit> limits(RandomGenerator random) {
    List<RateLimit> limits = new ArrayList<>();
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      limits.add(
          switch (random.nextInt(4)) {
            case 0 -> limit(random.nextInt(1, 1500), Duration.ofSeconds(1));
            case 1 ->
                new RateLimit(
                    random.nextInt(1, 60_000),
                    new RateLimit.Per.ClockMinute(),
                    RateLimit.Scope.INSTITUTION,
                    null);
            case 2 -> limit(random.nextInt(1, 5), Duration.ofMillis(random.nextInt(10, 1000)));
            default -> limit(random.nextInt(5, 3000), Duration.ofSeconds(random.nextInt(1, 50)));
          });
    }
    return limits;
  }

  private static RateLimit limit(int calls, Duration period) {
    return new RateLimit(
        calls, new RateLimit.Per.Sliding(period), RateLimit.Scope.INSTITUTION, null);
  }
}
