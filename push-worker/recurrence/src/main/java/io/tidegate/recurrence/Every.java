package io.tidegate.recurrence;

/** What an interval counts. */
public enum Every {
  /** One date only. */
  ONCE,
  DAY,
  WEEK,
  MONTH,
  YEAR
}
