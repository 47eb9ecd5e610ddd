package io.tidegate.push.request;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers that are problem documents (RFC 9457). */
@RestControllerAdvice
public class Problems {
  /** To be thrown: the answer with this status and sentence. */
  public static ErrorResponseException problem(HttpStatus status, String detail) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }

  @ExceptionHandler
  ProblemDetail invalid(InvalidBody body) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.UNPROCESSABLE_CONTENT,
            body.errors().size() == 1
                ? "there is an error in the body"
                : "there are %d errors in the body".formatted(body.errors().size()));
    problem.setProperty("errors", body.errors());
    return problem;
  }
}
