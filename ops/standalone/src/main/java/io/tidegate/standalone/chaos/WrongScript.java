package io.tidegate.standalone.chaos;

import java.util.List;

/** A script with lines that are no faults. */
public final class WrongScript extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final List<String> errors;

  WrongScript(List<String> errors) {
    super(String.join("; ", errors));
    this.errors = List.copyOf(errors);
  }

  /** One sentence for each wrong line, with its number, in their order. */
  public List<String> errors() {
    return errors;
  }
}
