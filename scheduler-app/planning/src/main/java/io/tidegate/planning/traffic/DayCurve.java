package io.tidegate.planning.traffic;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a local day, in 144 slots of ten minutes by the clock on the wall. A slot that nobody
 * counted is unknown ({@code NaN}), which is not the same as none.
 */
public final class DayCurve {

  /** Slots of a day. */
  public static final int SLOTS = 144;

  /** Nothing is known. */
  public static final DayCurve UNKNOWN = of(slot -> Double.NaN);

  /** Of a day that counts as known whole, at least these slots are. */
  private static final int NEARLY_ALL = 137;

  private final double[] calls;
  private final int known;
  private final double total;
  private final double peak;

  private DayCurve(double[] calls) {
    this.calls = calls;
    int counted = 0;
    double sum = 0;
    double most = 0;
    for (double c : calls) {
      if (!Double.isNaN(c)) {
        counted++;
        sum += c;
        most = Math.max(most, c);
      }
    }
    this.known = counted;
    this.total = sum;
    this.peak = most;
  }

  /**
   * A curve from its calls by slot.
   *
   * @param callsBySlot calls of each slot from 0 to 143: 0 or more, or {@code NaN} for unknown
   */
  public static DayCurve of(IntToDoubleFunction callsBySlot) {
    double[] calls = new double[SLOTS];
    for (int slot = 0; slot < SLOTS; slot++) {
      calls[slot] = callsBySlot.applyAsDouble(slot);
      if (calls[slot] < 0 || Double.isInfinite(calls[slot])) {
        throw new IllegalArgumentException(
            "calls of a slot must be 0 or more, but slot " + slot + " has " + calls[slot]);
      }
    }
    return new DayCurve(calls);
  }

  /** The same in every slot. */
  public static DayCurve flat(double callsPerDay) {
    return of(slot -> callsPerDay / SLOTS);
  }

  /** Calls of a slot; {@code NaN} if unknown. */
  public double calls(int slot) {
    return calls[slot];
  }

  public boolean knows(int slot) {
    return !Double.isNaN(calls[slot]);
  }

  /** How many slots are known. */
  public int known() {
    return known;
  }

  /** Whether so much is known that the day can be compared with others. */
  public boolean isWhole() {
    return known >= NEARLY_ALL;
  }

  /** Calls of the known slots. */
  public double total() {
    return total;
  }

  /** Calls of the day, the few unknown slots of a whole day taken as the mean of the others. */
  double wholeTotal() {
    return known == 0 ? 0 : total * SLOTS / known;
  }

  /** Calls of the busiest known slot; 0 if none is known. */
  public double peak() {
    return peak;
  }

  /** Every known slot times a factor of 0 or more. */
  public DayCurve times(double factor) {
    return factor == 1 ? this : of(slot -> calls[slot] * factor);
  }

  /** This curve where it is known, the other elsewhere. */
  public DayCurve orElse(DayCurve other) {
    return known == SLOTS ? this : of(slot -> knows(slot) ? calls[slot] : other.calls[slot]);
  }

  /** The slots before {@code slot}; the others unknown. */
  DayCurve before(int slot) {
    return of(i -> i < slot ? calls[i] : Double.NaN);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DayCurve that && Arrays.equals(calls, that.calls);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(calls);
  }

  @Override
  public String toString() {
    return "DayCurve[" + known + " slots known, " + total + " calls]";
  }
}
