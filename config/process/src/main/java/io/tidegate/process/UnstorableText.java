package io.tidegate.process;

import java.sql.SQLException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * A request with a character that PostgreSQL has no place for, which is NUL alone. Wherever in a
 * request it stands, the statement that would use it fails, and nothing is done.
 */
@RestControllerAdvice
class UnstorableText {
  private static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";

  @ExceptionHandler
  ProblemDetail refused(SQLException failure) throws SQLException {
    if (!CHARACTER_NOT_IN_REPERTOIRE.equals(failure.getSQLState())) {
      throw failure;
    }
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.BAD_REQUEST, "a text of the request holds the character NUL, which none may");
  }
}
