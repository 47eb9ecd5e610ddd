package io.tidegate.simulator;

/**
 * What a call is answered.
 *
 * @param status HTTP status
 * @param code the institution's code; empty if it has none
 * @param message in words
 */
record Outcome(int status, String code, String message) {
  /** Such as {@code 200/00000}. */
  String words() {
    return code.isEmpty() ? Integer.toString(status) : status + "/" + code;
  }
}
