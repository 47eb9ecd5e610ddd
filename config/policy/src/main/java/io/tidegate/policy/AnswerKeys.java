package io.tidegate.policy;

import static io.tidegate.policy.yaml.Key.optional;
import static io.tidegate.policy.yaml.Key.withDefault;

import io.tidegate.policy.yaml.Block;
import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Scalar;
import io.tidegate.policy.yaml.Section;
import io.tidegate.policy.yaml.Shape;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys that say what is made of answers. */
final class AnswerKeys {

  /** What HTTP itself says (RFC 9110 and 6585), below whatever preset and file say. */
  static final Map<String, ResponseClass> HTTP =
      Map.ofEntries(
          Map.entry("2xx", ResponseClass.SUCCESS),
          Map.entry("304", ResponseClass.UNCHANGED),
          Map.entry("3xx", ResponseClass.CONFIG),
          Map.entry("4xx", ResponseClass.PERMANENT),
          Map.entry("401", ResponseClass.AUTH),
          Map.entry("404", ResponseClass.CONFIG),
          Map.entry("408", ResponseClass.TRANSIENT),
          Map.entry("425", ResponseClass.TRANSIENT),
          Map.entry("429", ResponseClass.THROTTLED),
          Map.entry("5xx", ResponseClass.TRANSIENT),
          Map.entry("501", ResponseClass.PERMANENT),
          Map.entry("505", ResponseClass.CONFIG));

  private static final Key<FieldPath> CODE =
      optional(
          "code",
          Scalars.FIELD,
          "no code: the status alone counts",
          "Where an answer's body has the institution's own code; of several values the first"
              + " counts.");
  private static final Key<Map<String, ResponseClass>> CLASSES =
      withDefault(
          "classes",
          new Shape.Entries<>(
              Scalar.text(
                  "STATUS/CODE such as \"500/50009\", STATUS such as \"429\", or a hundred such as"
                      + " \"5xx\"",
                  "[1-5][0-9]{2}(/[^/\\s].{0,99})?|[1-5]xx"),
              Scalars.words(ResponseClass.class),
              1000),
          "{}",
          "Response classes, the most exact entry first. Below them stand HTTP's own: `2xx`"
              + " success, `304` unchanged, `3xx`, `404`, `505` config, `401` auth, `408`, `425`,"
              + " `5xx` transient, `429` throttled, `501` and other `4xx` permanent.");
  static final Key<ResponseClasses> RESPONSES =
      withDefault(
          "responses",
          new Section<>(
              "responses",
              List.of(CODE, CLASSES),
              List.of(AnswerKeys::checkCode),
              AnswerKeys::classes),
          "{}",
          "What answers mean.");

  private static final Key<FieldPath> FROM =
      withDefault(
          "from",
          Scalars.FIELD,
          "search_timestamp",
          "Where a successful answer has the next value.");
  private static final Key<String> FIRST =
      withDefault(
          "first",
          Scalar.text("text of up to 64 characters", ".{0,64}"),
          "\"0\"",
          "The value while none is known.");
  static final Key<Since> SINCE =
      withDefault(
          "since",
          new Section<>(
              "since",
              List.of(FROM, FIRST),
              List.of(AnswerKeys::checkOne),
              block -> new Since(block.get(FROM), block.get(FIRST))),
          "{}",
          "The `{since}` of calls, kept per consent and call, per object where a call has"
              + " objects.");

  private static final Key<Integer> ATTEMPTS =
      withDefault(
          "attempts",
          Scalar.whole(1, 100),
          "3",
          "How often a refresh is tried in a quota period, the first time included.");
  private static final Key<Duration> FIRST_WAIT =
      withDefault(
          "first",
          Scalars.duration(Duration.ZERO, Duration.ofHours(24)),
          "30s",
          "Wait after the first failure; half of it is random.");
  private static final Key<Double> FACTOR =
      withDefault(
          "factor", Scalar.decimal(1, 100), "2", "By how much each further wait is longer.");
  private static final Key<Duration> LONGEST =
      withDefault(
          "longest",
          Scalars.duration(Duration.ZERO, Duration.ofHours(24)),
          "10m",
          "No wait is longer.");
  static final Key<RetryRule> RETRY =
      withDefault(
          "retry",
          new Section<>(
              "retry",
              List.of(ATTEMPTS, FIRST_WAIT, FACTOR, LONGEST),
              List.of(AnswerKeys::checkWaits),
              block ->
                  new RetryRule(
                      block.get(ATTEMPTS),
                      block.get(FIRST_WAIT),
                      block.get(FACTOR),
                      block.get(LONGEST))),
          "{}",
          "How failed refreshes come again.");

  static final Key<Boolean> BODIES =
      withDefault("bodies", Scalar.flag(), "true", "Whether response bodies are published.");
  static final Key<Integer> MAX_BODY =
      withDefault(
          "max-body-bytes",
          Scalar.whole(1_000, 10_000_000),
          "1000000",
          "A larger answer is a failure.");

  private AnswerKeys() {}

  static List<Key<?>> keys() {
    return List.of(SINCE, RESPONSES, RETRY, BODIES, MAX_BODY);
  }

  static Answers answers(Block block) {
    return new Answers(
        block.get(RESPONSES),
        block.get(SINCE),
        block.get(RETRY),
        block.get(BODIES),
        block.get(MAX_BODY));
  }

  private static ResponseClasses classes(Block block) {
    Map<String, ResponseClass> entries = new HashMap<>(HTTP);
    entries.putAll(block.get(CLASSES));
    return new ResponseClasses(block.find(CODE).orElse(null), entries);
  }

  private static void checkCode(Block block, Findings findings) {
    block
        .find(CLASSES)
        .filter(classes -> !block.isWritten(CODE))
        .flatMap(classes -> classes.keySet().stream().filter(key -> key.contains("/")).findFirst())
        .ifPresent(
            key ->
                findings.error(
                    block.line(CLASSES),
                    block.path(CODE),
                    "nothing, but a class for \"" + key + "\"",
                    "the field in which answers have their code, such as rsp_code"));
  }

  private static void checkOne(Block block, Findings findings) {
    block
        .find(FROM)
        .filter(FieldPath::isMany)
        .ifPresent(
            from ->
                findings.error(
                    block.line(FROM),
                    block.path(FROM),
                    '"' + from.toString() + '"',
                    "one field, without [*]"));
  }

  private static void checkWaits(Block block, Findings findings) {
    block
        .find(FIRST_WAIT)
        .flatMap(first -> block.find(LONGEST).filter(longest -> longest.compareTo(first) < 0))
        .ifPresent(
            longest ->
                findings.error(
                    block.line(LONGEST),
                    block.path(LONGEST),
                    Durations.show(longest),
                    "at least first (%s)".formatted(Durations.show(block.get(FIRST_WAIT)))));
  }
}
