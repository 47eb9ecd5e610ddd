package io.tidegate.recurrence;

/** A recurrence that a timer cannot have; the message says what it can have instead. */
public final class RefusedRule extends IllegalArgumentException {
  RefusedRule(String message) {
    super(message);
  }

  RefusedRule(String message, Throwable cause) {
    super(message, cause);
  }
}
