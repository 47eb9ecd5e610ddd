package io.tidegate.worker.job;

import java.util.List;

/** A file that is refused whole: every reason that was found, none of it applied. */
final class Refusal extends RuntimeException {
  private final List<Problem> problems;

  /**
   * One thing that is wrong with a file.
   *
   * @param line line of the file, from 1
   * @param field name of the column, or a word for the place
   * @param found what stands there
   * @param allowed what may stand there
   */
  record Problem(long line, String field, String found, String allowed) {
    @Override
    public String toString() {
      return "line " + line + ", " + field + ": found " + found + ", allowed: " + allowed;
    }
  }

  Refusal(List<Problem> problems) {
    super(
        "the file is refused whole, with "
            + (problems.size() == 1 ? "one error" : problems.size() + " errors")
            + ": "
            + String.join("; ", problems.stream().map(Problem::toString).toList()));
    this.problems = List.copyOf(problems);
  }

  List<Problem> problems() {
    return problems;
  }
}
