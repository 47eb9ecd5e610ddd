package io.tidegate.scheduler.institution;

import io.tidegate.policy.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The institutions' folder has errors, and the scheduler does not start; all of them. */
public final class InvalidInstitutions extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidInstitutions(String folder, List<Problem> problems) {
    super(
        folder
            + " has "
            + problems.size()
            + (problems.size() == 1 ? " error:\n" : " errors:\n")
            + problems.stream().map(problem -> "  " + problem).collect(Collectors.joining("\n")));
  }
}
