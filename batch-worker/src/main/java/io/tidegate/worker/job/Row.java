package io.tidegate.worker.job;

import org.jspecify.annotations.Nullable;

/** What became of one row of a file. */
sealed interface Row {
  /** It can be imported. */
  record Good(Candidate candidate) implements Row {}

  /**
   * It cannot.
   *
   * @param line line of the file, from 1
   * @param reasons every reason, in a sentence
   * @param user the user it names, as far as it names one
   */
  record Rejected(long line, String reasons, @Nullable String user) implements Row {}
}
