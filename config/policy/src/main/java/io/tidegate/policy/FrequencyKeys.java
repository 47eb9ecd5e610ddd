package io.tidegate.policy;

import static io.tidegate.policy.yaml.Key.optional;
import static io.tidegate.policy.yaml.Key.required;
import static io.tidegate.policy.yaml.Key.withDefault;

import io.tidegate.policy.yaml.Block;
import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Scalar;
import io.tidegate.policy.yaml.Section;
import io.tidegate.policy.yaml.Shape;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The keys that say how often. */
final class FrequencyKeys {

  private enum Period {
    CALENDAR_WEEK,
    CALENDAR_MONTH,
    DAY,
    ROLLING
  }

  private static final List<String> DAYS =
      Arrays.stream(DayOfWeek.values()).map(DayOfWeek::name).toList();

  private static final Key<Quota.Scope> SCOPE =
      withDefault(
          "scope",
          Scalars.words(Quota.Scope.class),
          "consent",
          "What is counted apart: a consent's refreshes, each of its calls, or each call for each"
              + " object.");
  private static final Key<Integer> TIMES =
      required("times", Scalar.whole(1, 10_000), "How often in the period.");
  private static final Key<Period> PER =
      required("per", Scalars.words(Period.class), "The period.");
  private static final Key<String> FROM =
      optional(
          "from",
          Scalar.text(
              "a weekday such as SUNDAY, or a time such as \"09:00\"", "[A-Z]+|[0-9]{2}:[0-9]{2}"),
          "MONDAY, or 00:00",
          "First day of a `calendar-week`, or local time at which a `day` begins.");
  private static final Key<Duration> LENGTH =
      optional(
          "length",
          Scalars.duration(Duration.ofSeconds(1), Duration.ofDays(366)),
          "none",
          "Length of a `rolling` period.");
  private static final Key<Quota.Counts> COUNTS =
      withDefault(
          "counts",
          Scalars.words(Quota.Counts.class),
          "starts",
          "Whether every start counts or successes only.");

  static final Key<Duration> CYCLE =
      withDefault(
          "cycle",
          Scalar.text(Cycle.ALLOWED, Cycle::parse),
          "P1D",
          "How often a consent is to be refreshed; a consent may have its own. A month is 30"
              + " days.");
  static final Key<List<Quota>> QUOTA =
      withDefault(
          "quota",
          new Shape.Items<>(
              new Section<>(
                  "a quota",
                  List.of(SCOPE, TIMES, PER, FROM, LENGTH, COUNTS),
                  List.of(FrequencyKeys::checkPeriod),
                  FrequencyKeys::quota),
              0,
              20),
          "[]",
          "How often a consent may be refreshed; all of them hold.");
  static final Key<Duration> ACCESS_WITHIN =
      withDefault(
          "access-within",
          Scalars.duration(Duration.ofDays(1), Duration.ofDays(3660)),
          "183d",
          "How long after a user's last known access refreshes go on; one whose last access is not"
              + " known is refreshed.");

  private FrequencyKeys() {}

  static List<Key<?>> keys() {
    return List.of(CYCLE, QUOTA, ACCESS_WITHIN);
  }

  static Frequency frequency(Block block) {
    return new Frequency(block.get(CYCLE), block.get(QUOTA), block.get(ACCESS_WITHIN));
  }

  /** A wish that the law will not grant is worth a word. */
  static void warnOfShortCycle(Block block, Findings findings) {
    Optional<Duration> allowed =
        block
            .find(QUOTA)
            .flatMap(
                quotas ->
                    quotas.stream()
                        .map(q -> q.per().nominal().dividedBy(q.times()))
                        .max(Duration::compareTo));
    Optional<Duration> cycle = block.find(CYCLE);
    if (block.isWritten(CYCLE)
        && cycle.isPresent()
        && allowed.isPresent()
        // A month is 28 to 31 days long and a cycle of P1M is 30: no slip.
        && cycle.get().compareTo(allowed.get().multipliedBy(9).dividedBy(10)) < 0) {
      findings.warning(
          block.line(CYCLE),
          block.path(CYCLE),
          Durations.show(cycle.get()),
          "a cycle that the quota grants, about %s or longer; the quota holds"
              .formatted(Durations.show(allowed.get())));
    }
  }

  private static Quota quota(Block block) {
    return new Quota(block.get(SCOPE), block.get(TIMES), per(block), block.get(COUNTS));
  }

  private static Quota.Per per(Block block) {
    return switch (block.get(PER)) {
      case CALENDAR_WEEK ->
          new Quota.Per.CalendarWeek(
              block.find(FROM).map(DayOfWeek::valueOf).orElse(DayOfWeek.MONDAY));
      case CALENDAR_MONTH -> new Quota.Per.CalendarMonth();
      case DAY ->
          new Quota.Per.Day(block.find(FROM).map(LocalTime::parse).orElse(LocalTime.MIDNIGHT));
      case ROLLING -> new Quota.Per.Rolling(block.get(LENGTH));
    };
  }

  private static void checkPeriod(Block block, Findings findings) {
    if (block.find(PER).isEmpty()) {
      return;
    }
    Period per = block.find(PER).get();
    block.find(FROM).ifPresent(from -> checkFrom(per, from, block, findings));
    if (per == Period.ROLLING && !block.isWritten(LENGTH)) {
      findings.error(
          block.line(),
          block.path(LENGTH),
          "nothing",
          LENGTH.shape().allowed() + ", as per is rolling");
    }
    if (per != Period.ROLLING && block.isWritten(LENGTH)) {
      findings.error(
          block.line(LENGTH),
          block.path(LENGTH),
          "a length",
          "none, as per is " + Scalars.word(per));
    }
  }

  private static void checkFrom(Period per, String from, Block block, Findings findings) {
    String allowed =
        switch (per) {
          case CALENDAR_WEEK -> DAYS.contains(from) ? "" : "one of " + String.join(", ", DAYS);
          case DAY -> isTime(from) ? "" : "a local time such as \"09:00\"";
          case CALENDAR_MONTH, ROLLING -> "none, as per is " + Scalars.word(per);
        };
    if (!allowed.isEmpty()) {
      findings.error(block.line(FROM), block.path(FROM), '"' + from + '"', allowed);
    }
  }

  private static boolean isTime(String text) {
    try {
      LocalTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
