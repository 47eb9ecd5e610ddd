package io.tidegate.policy;

import static io.tidegate.policy.yaml.Key.optional;
import static io.tidegate.policy.yaml.Key.required;

import io.tidegate.policy.yaml.Block;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Scalar;
import io.tidegate.policy.yaml.Section;
import java.util.ArrayList;
import java.util.List;

/** The table of all keys: what the reader reads, editors check and the reference page lists. */
final class Keys {

  static final Scalar<String> CODE_SHAPE =
      Scalar.text(
          "1 to 32 upper-case letters, digits, _ or -, such as DEMOBANK01",
          "[A-Z0-9][A-Z0-9_-]{0,31}");
  static final Key<String> CODE =
      required(
          "code", CODE_SHAPE, "The institution's code; unique, and the value of `{institution}`.");
  static final Key<String> NAME =
      optional(
          "name",
          Scalar.text(
              "text of 1 to 100 characters without line ends",
              "\\S([^\\x00-\\x1f\\x7f]{0,98}\\S)?"),
          "the code",
          "Its name, for people.");
  static final Key<String> PRESET =
      optional(
          "preset",
          Scalar.oneOf(Presets.NAMES, name -> name),
          "no preset",
          "A regime whose values hold where the file has none. Mappings are merged key by key,"
              + " lists are replaced.");

  static final Section<Policy> POLICY =
      new Section<>(
          "a policy",
          all(),
          List.of(
              CallRules::check,
              CallKeys::checkCounts,
              PaceRules::check,
              HoursKeys::warnOfOverlaps,
              FrequencyKeys::warnOfShortCycle),
          Keys::policy);

  private Keys() {}

  private static List<Key<?>> all() {
    List<Key<?>> keys = new ArrayList<>(List.of(CODE, NAME, PRESET));
    keys.addAll(HoursKeys.keys());
    keys.addAll(FrequencyKeys.keys());
    keys.addAll(PaceKeys.keys());
    keys.addAll(AccessKeys.keys());
    keys.addAll(CallKeys.keys());
    keys.addAll(AnswerKeys.keys());
    return keys;
  }

  private static Policy policy(Block block) {
    return new Policy(
        block.get(CODE),
        block.find(NAME).orElse(block.get(CODE)),
        block.find(PRESET).orElse(null),
        HoursKeys.hours(block),
        FrequencyKeys.frequency(block),
        PaceKeys.pace(block),
        AccessKeys.access(block),
        block.get(CallKeys.CALLS),
        CallKeys.callsPerRefresh(block),
        AnswerKeys.answers(block));
  }
}
