package io.tidegate.standalone;

/** Why a system was not started: something that its user must change first. */
public final class SystemRefused extends RuntimeException {
  SystemRefused(String sentence) {
    super(sentence);
  }
}
