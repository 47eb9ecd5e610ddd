package io.tidegate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands in a JSON answer: {@code next_page}, {@code links.next}, {@code
 * account_list[*].account_num}.
 *
 * @param steps from the outermost object inward, at least one
 */
public record FieldPath(List<Step> steps) {

  private static final Pattern STEP = Pattern.compile("([A-Za-z_@$][A-Za-z0-9_@$-]*)(\\[\\*])?");

  /**
   * A member of an object.
   *
   * @param name the member's name
   * @param every whether its value is an array, each element of which is meant
   */
  public record Step(String name, boolean every) {}

  public FieldPath {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a field path has at least one name, but is empty");
    }
  }

  /**
   * Reads a path as written in a policy file.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static FieldPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      Matcher step = STEP.matcher(part);
      if (!step.matches()) {
        throw new IllegalArgumentException(
            "a field path is made of names, dots and [*], such as account_list[*].account_num, but"
                + " is "
                + text);
      }
      steps.add(new Step(step.group(1), step.group(2) != null));
    }
    return new FieldPath(steps);
  }

  /** Whether it can have more than one value. */
  public boolean isMany() {
    return steps.stream().anyMatch(Step::every);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      text.append(text.isEmpty() ? "" : ".").append(step.name()).append(step.every() ? "[*]" : "");
    }
    return text.toString();
  }
}
