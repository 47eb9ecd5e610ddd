package io.tidegate.cli;

/** Why a command failed, in one sentence for the person who typed it; exit code 1. */
sealed class CommandFailure extends RuntimeException permits Unreachable, WrongRequest {
  CommandFailure(String sentence) {
    super(sentence);
  }

  CommandFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
