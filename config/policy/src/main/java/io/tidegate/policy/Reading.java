package io.tidegate.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came of reading policy files: all that is right and all that is wrong.
 *
 * @param files the files without an error, by code
 * @param errors everything that is wrong in the others
 * @param warnings what is allowed but perhaps not meant
 */
public record Reading(List<PolicyFile> files, List<Problem> errors, List<Problem> warnings) {

  public Reading {
    files = List.copyOf(files);
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  public boolean isValid() {
    return errors.isEmpty();
  }

  /** The policy of a code, if its file had no error. */
  public Optional<Policy> policy(String code) {
    return files.stream().map(PolicyFile::policy).filter(p -> p.code().equals(code)).findFirst();
  }

  /**
   * All policies.
   *
   * @throws IllegalArgumentException with one line per error if there is any
   */
  public List<Policy> policies() {
    if (!isValid()) {
      throw new IllegalArgumentException(
          errors.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
    return files.stream().map(PolicyFile::policy).toList();
  }
}
