package io.tidegate.planning;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Fractions of users made whole without losing or inventing one. */
final class WholeUsers {

  private WholeUsers() {}

  /**
   * Rounds each share down, then gives the users still missing to the largest remainders (of equal
   * ones to the first): the sum is {@code total}, and each is within one of its share.
   *
   * @param shares 0 or more each; their sum is {@code total}, but for rounding errors
   */
  static long[] of(double[] shares, long total) {
    long[] whole = new long[shares.length];
    long given = 0;
    for (int i = 0; i < shares.length; i++) {
      whole[i] = (long) Math.floor(shares[i] + 1e-9 * Math.max(1, Math.abs(shares[i])));
      given += whole[i];
    }
    int[] byRemainder =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> whole[i] - shares[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int k = 0; given < total && k < byRemainder.length; k++, given++) {
      whole[byRemainder[k]]++;
    }
    for (int k = byRemainder.length - 1; given > total && k >= 0; k--) {
      if (whole[byRemainder[k]] > 0) {
        whole[byRemainder[k]]--;
        given--;
      }
    }
    return whole;
  }
}
