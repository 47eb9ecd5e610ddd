package io.tidegate.cli;

import java.net.http.HttpResponse;
import java.util.Set;

/**
 * The running system refuses what was asked for, so that it lies in what was typed, or in the file
 * that was named; exit code 2.
 */
final class WrongRequest extends CommandFailure {
  private static final Set<Integer> STATUSES = Set.of(400, 404, 413, 415, 422);

  WrongRequest(String sentence) {
    super(sentence);
  }

  /**
   * Why a command fails that got such an answer: this is the one place that decides whose fault it
   * is.
   *
   * @param answer not 2xx
   */
  static CommandFailure or(HttpResponse<?> answer, String sentence) {
    return STATUSES.contains(answer.statusCode())
        ? new WrongRequest(sentence)
        : new CommandFailure(sentence);
  }
}
