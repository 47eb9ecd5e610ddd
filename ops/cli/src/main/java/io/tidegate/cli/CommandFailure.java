package io.tidegate.cli;

/** Why a command failed, in one sentence for the person who typed it; exit code 1. */
final class CommandFailure extends RuntimeException {
  CommandFailure(String sentence) {
    super(sentence);
  }

  CommandFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
