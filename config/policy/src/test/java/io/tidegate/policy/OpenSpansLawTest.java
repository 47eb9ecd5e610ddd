package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Windows, closures, period edges and the guard together. */
class OpenSpansLawTest {

  @Test
  void aSecondIsOpenIfAGuardAroundItIsOpenAndInOnePeriod() {
    Seeded.cases(
        60,
        random -> {
          Policy policy = policy(random);
          Instant from = Zones.nearChange(random, policy.zone()).plusSeconds(random.nextInt(60));
          Instant until = from.plus(random.nextInt(1, 2 * 86_400), ChronoUnit.SECONDS);
          List<Span> spans = policy.openSpans(from, until);
          for (Instant at = from; at.isBefore(until); at = at.plusSeconds(random.nextInt(1, 30))) {
            Instant second = at;
            assertThat(spans.stream().anyMatch(span -> span.contains(second)))
                .as("%s %s", policy.hours(), at)
                .isEqualTo(naive(policy, at));
          }
        });
  }

  @Test
  void theOpenPartOfAMinuteIsOneStretch() {
    Seeded.cases(
        60,
        random -> {
          Policy policy = policy(random);
          Instant from = Zones.nearChange(random, policy.zone());
          for (int i = 0; i < 1440; i++) {
            Instant minute = from.plus(i, ChronoUnit.MINUTES);
            List<Span> spans = policy.openSpans(minute, minute.plusSeconds(60));
            assertThat(spans).hasSizeLessThanOrEqualTo(1);
            assertThat(policy.openIn(minute)).isEqualTo(spans.stream().findFirst());
          }
        });
  }

  @Test
  void aWindowThatCrossesTheWeeksEdgeKeepsOffTheEdge() {
    Policy policy =
        Policies.with(
            new Hours(
                ZoneId.of("Asia/Seoul"),
                CallWindows.of(List.of(new CallWindow(DayOfWeek.SATURDAY, 23 * 60, 120))),
                List.of(),
                Duration.ofSeconds(3)),
            List.of(
                new Quota(
                    Quota.Scope.CALL,
                    1,
                    new Quota.Per.CalendarWeek(DayOfWeek.SUNDAY),
                    Quota.Counts.SUCCESSES)));
    assertThat(
            policy.openSpans(
                Instant.parse("2026-11-21T00:00:00Z"), Instant.parse("2026-11-22T00:00:00Z")))
        .containsExactly(
            new Span(Instant.parse("2026-11-21T14:00:03Z"), Instant.parse("2026-11-21T14:59:57Z")),
            new Span(Instant.parse("2026-11-21T15:00:03Z"), Instant.parse("2026-11-21T15:59:57Z")));
  }

  private static Policy policy(RandomGenerator random) {
    ZoneId zone = Seeded.oneOf(random, Zones.ALL);
    CallWindows windows =
        random.nextInt(5) == 0
            ? CallWindows.ALWAYS
            : CallWindows.of(CallWindowsLawTest.windows(random));
    Quota.Per per =
        random.nextBoolean()
            ? new Quota.Per.Day(LocalTime.of(random.nextInt(24), random.nextInt(60)))
            : new Quota.Per.CalendarWeek(DayOfWeek.of(random.nextInt(1, 8)));
    LocalDateTime near = Zones.wallClock(zone, Zones.nearChange(random, zone));
    Closure closure = new Closure(near, near.plusMinutes(random.nextInt(1, 1000)));
    return Policies.with(
        new Hours(zone, windows, List.of(closure), Duration.ofSeconds(random.nextInt(21))),
        List.of(new Quota(Quota.Scope.CONSENT, 1, per, Quota.Counts.STARTS)));
  }

  private static boolean naive(Policy policy, Instant second) {
    Duration guard = policy.hours().guard();
    Instant before = second.minus(guard);
    Instant after = second.plus(guard);
    Quota.Calendar period = (Quota.Calendar) policy.quotas().getFirst().per();
    return raw(policy, before)
        && raw(policy, second)
        && raw(policy, after)
        && period.begin(before, policy.zone()).equals(period.begin(after, policy.zone()));
  }

  private static boolean raw(Policy policy, Instant at) {
    return policy.windows().open(policy.zone(), at)
        && policy.closed().stream().noneMatch(closure -> closure.in(policy.zone()).contains(at));
  }
}
