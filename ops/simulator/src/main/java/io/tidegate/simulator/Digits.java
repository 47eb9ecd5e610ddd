package io.tidegate.simulator;

/** Numbers with leading zeros, without a formatter. */
final class Digits {
  private Digits() {}

  static void append(StringBuilder out, int number, int digits) {
    int unit = 1;
    for (int i = 1; i < digits; i++) {
      unit *= 10;
    }
    int rest = number;
    for (int i = 0; i < digits; i++) {
      out.append((char) ('0' + rest / unit % 10));
      unit = Math.max(1, unit / 10);
    }
  }
}
