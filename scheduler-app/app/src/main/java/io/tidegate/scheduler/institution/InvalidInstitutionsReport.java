package io.tidegate.scheduler.institution;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the errors of the folder instead of a stack trace. */
final class InvalidInstitutionsReport extends AbstractFailureAnalyzer<InvalidInstitutions> {
  @Override
  protected FailureAnalysis analyze(Throwable failure, InvalidInstitutions cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Correct the files; `tidegate institutions check DIR` tells the same errors.",
        failure);
  }
}
