package io.tidegate.planning.traffic;

/**
 * Kinds of days on which users behave differently from the weekday's habit. A day of several kinds
 * counts as the first of them.
 */
public enum SpecialDay {
  /** A public holiday, substitute and temporary ones and election days included. */
  PUBLIC_HOLIDAY,
  /** A day on which the market does something of its own; named in a calendar file. */
  MARKET_DAY,
  /** Payday of large firms: the 25th, moved back to the business day before. */
  PAYDAY_25,
  /** Payday of small firms: the 10th, moved back to the business day before. */
  PAYDAY_10,
  /** The last business day of a month. */
  MONTH_END
}
