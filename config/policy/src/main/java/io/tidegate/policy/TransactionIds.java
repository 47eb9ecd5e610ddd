package io.tidegate.policy;

import java.util.Locale;

/**
 * How {@code {tran-id}} is made: a prefix, then the server's registration number and a counter, in
 * base 36 with leading zeros. Unique without a clock, as a registration number is never given
 * twice.
 *
 * @param prefix upper-case letters and digits, up to 12
 * @param length of the whole id; at least 13 more than the prefix, at most 64
 */
public record TransactionIds(String prefix, int length) {

  private static final int REGISTRATION_DIGITS = 5;
  private static final long REGISTRATIONS = 60_466_176; // 36^5

  public TransactionIds {
    if (!prefix.matches("[A-Z0-9]{0,12}")) {
      throw new IllegalArgumentException(
          "a prefix is up to 12 upper-case letters and digits, but is " + prefix);
    }
    if (length < prefix.length() + 13 || length > 64) {
      throw new IllegalArgumentException(
          "length must be %d to 64, but is %d".formatted(prefix.length() + 13, length));
    }
  }

  /**
   * The id of one call.
   *
   * @param registration of the server, 0 to 60,466,175
   * @param counter of this server's calls, from 0
   */
  public String id(long registration, long counter) {
    if (registration < 0 || registration >= REGISTRATIONS || counter < 0) {
      throw new IllegalArgumentException(
          "registration must be 0 to 60466175 and counter 0 or more, but are %d and %d"
              .formatted(registration, counter));
    }
    String number = base36(registration);
    String count = base36(counter);
    int counterDigits = length - prefix.length() - REGISTRATION_DIGITS;
    if (count.length() > counterDigits) {
      throw new IllegalArgumentException(
          "counter must have at most %d digits of base 36, but is %d"
              .formatted(counterDigits, counter));
    }
    return prefix
        + "0".repeat(REGISTRATION_DIGITS - number.length())
        + number
        + "0".repeat(counterDigits - count.length())
        + count;
  }

  private static String base36(long value) {
    return Long.toString(value, 36).toUpperCase(Locale.ROOT);
  }
}
