package io.tidegate.push.request;

import java.util.List;

/** A body with errors: all of them. */
public final class InvalidBody extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<FieldError> errors;

  public InvalidBody(List<FieldError> errors) {
    super(errors.toString());
    this.errors = List.copyOf(errors);
  }

  List<FieldError> errors() {
    return errors;
  }
}
