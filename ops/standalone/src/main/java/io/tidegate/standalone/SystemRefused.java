package io.tidegate.standalone;

import java.util.List;

/** Why a system was not started: something that its user must change first. */
public final class SystemRefused extends RuntimeException {
  private final transient List<String> errors;

  SystemRefused(String sentence) {
    this(sentence, List.of());
  }

  SystemRefused(String sentence, List<String> errors) {
    super(sentence);
    this.errors = List.copyOf(errors);
  }

  /** All that is wrong in files, a line each; empty when it is something else. */
  public List<String> errors() {
    return errors;
  }
}
