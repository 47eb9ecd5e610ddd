package io.tidegate.scheduler.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;

/**
 * What became of an institution's consents on a local day, or in the part of it that is over.
 *
 * @param institution code of the institution
 * @param day the local day
 * @param carriedIn waiting when it began
 * @param newlyEligible began to wait in it
 * @param refreshed refreshed while they waited
 * @param failedForGood given up while they waited
 * @param withdrawn ended while they waited
 * @param carriedOver waiting when it was over
 * @param calls scheduled calls that started
 */
record DayLedger(
    String institution,
    LocalDate day,
    long carriedIn,
    long newlyEligible,
    long refreshed,
    long failedForGood,
    long withdrawn,
    long carriedOver,
    long calls) {

  /** 0 when nobody was forgotten. */
  @JsonProperty("difference")
  public long difference() {
    return carriedIn + newlyEligible - refreshed - failedForGood - withdrawn - carriedOver;
  }
}
