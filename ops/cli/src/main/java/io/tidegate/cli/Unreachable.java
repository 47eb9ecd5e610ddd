package io.tidegate.cli;

/** Nobody answers where the system said it listens. */
final class Unreachable extends CommandFailure {
  Unreachable(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
