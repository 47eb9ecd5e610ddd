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
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that say how fast. */
final class PaceKeys {

  private static final List<String> PERIODS =
      List.of("second", "minute", "hour", "clock-second", "clock-minute");

  private static final Key<Integer> CALLS =
      required("calls", Scalar.whole(1, 10_000_000), "How many calls may start in the period.");
  private static final Key<RateLimit.Per> PER =
      required(
          "per",
          Scalar.text(
                  "second, minute, hour, clock-second, clock-minute, or a duration such as 10s, 1ms"
                      + " to 1d",
                  PaceKeys::per)
              .withPattern(String.join("|", PERIODS) + "|" + Durations.PATTERN)
              .withHints(PERIODS),
          "The period: any stretch of that length, or a second or minute of the clock.");
  private static final Key<RateLimit.Scope> SCOPE =
      optional(
          "scope",
          Scalars.words(RateLimit.Scope.class),
          "institution; call if a call is named",
          "What is counted together: all calls of the institution, each endpoint's, each entry of"
              + " `calls`, or each consent's.");
  static final Key<String> CALL =
      optional("call", CallKeys.CALL_NAME, "every call", "Only this entry of `calls` counts.");

  static final Key<List<RateLimit>> LIMITS =
      required(
          "limits",
          new Shape.Items<>(
              new Section<>(
                  "a rate limit",
                  List.of(CALLS, PER, SCOPE, CALL),
                  List.of(PaceKeys::checkScope),
                  PaceKeys::limit),
              1,
              20),
          "Rate limits; all of them hold, and at least one must be of scope institution.");
  static final Key<Integer> MAX_IN_FLIGHT =
      withDefault(
          "max-in-flight",
          Scalar.whole(1, 100_000),
          "50",
          "Calls without an answer yet at one time, over all lanes.");
  static final Key<Integer> LANES =
      withDefault(
          "lanes",
          Scalar.whole(1, 1024),
          "1",
          "Arcs into which the consents are cut, so that several workers share the institution."
              + " Each needs 50 tickets a second and 10 calls in flight.");
  static final Key<Duration> ALLOWANCE =
      withDefault(
          "allowance",
          Scalars.duration(Duration.ZERO, Duration.ofSeconds(10)),
          "100ms",
          "By how much the path may delay calls differently; the rate keeps under calls / (period +"
              + " allowance).");
  static final Key<Integer> RAMP =
      withDefault(
          "ramp-minutes",
          Scalar.whole(0, 60),
          "3",
          "Minutes at a rising part of the rate after a cold start (window opens, resume).");

  private PaceKeys() {}

  static List<Key<?>> keys() {
    return List.of(LIMITS, MAX_IN_FLIGHT, LANES, ALLOWANCE, RAMP);
  }

  static Pace pace(Block block) {
    return new Pace(
        block.get(LIMITS),
        block.get(MAX_IN_FLIGHT),
        block.get(LANES),
        block.get(ALLOWANCE),
        new Ramp(block.get(RAMP)));
  }

  private static RateLimit limit(Block block) {
    RateLimit.Scope implied =
        block.isWritten(CALL) ? RateLimit.Scope.CALL : RateLimit.Scope.INSTITUTION;
    return new RateLimit(
        block.get(CALLS),
        block.get(PER),
        block.find(SCOPE).orElse(implied),
        block.find(CALL).orElse(null));
  }

  private static void checkScope(Block block, Findings findings) {
    block
        .find(SCOPE)
        .filter(scope -> scope != RateLimit.Scope.CALL && block.isWritten(CALL))
        .ifPresent(
            scope ->
                findings.error(
                    block.line(SCOPE),
                    block.path(SCOPE),
                    '"' + Scalars.word(scope) + '"',
                    "call, or no scope, as the limit names a call"));
  }

  private static RateLimit.@Nullable Per per(String text) {
    return switch (text) {
      case "second" -> new RateLimit.Per.Sliding(Duration.ofSeconds(1));
      case "minute" -> new RateLimit.Per.Sliding(Duration.ofMinutes(1));
      case "hour" -> new RateLimit.Per.Sliding(Duration.ofHours(1));
      case "clock-second" -> new RateLimit.Per.ClockSecond();
      case "clock-minute" -> new RateLimit.Per.ClockMinute();
      default -> {
        Duration length = Durations.parse(text);
        yield length == null ? null : new RateLimit.Per.Sliding(length);
      }
    };
  }
}
