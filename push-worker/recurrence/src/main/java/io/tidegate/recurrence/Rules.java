package io.tidegate.recurrence;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules as they are stored, read once each: many timers have the same. For one thread. */
public final class Rules {
  private final Map<String, DatePattern> known = new HashMap<>();
  private final int most;

  /**
   * Keeps up to a number of rules.
   *
   * @param most 1 or more
   */
  public Rules(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least 1 rule must be kept, but most is " + most);
    }
    this.most = most;
  }

  /**
   * The dates of a stored rule.
   *
   * @param rule as {@link Dates#rule()} wrote it
   * @throws RefusedRule when it is no such rule
   */
  public Dates dates(String rule, LocalDate first, @Nullable LocalDate last) {
    DatePattern pattern = known.get(rule);
    if (pattern == null) {
      pattern = RuleText.read(rule);
      if (known.size() >= most) {
        known.clear();
      }
      known.put(rule, pattern);
    }
    return new Dates(pattern, first, last);
  }
}
