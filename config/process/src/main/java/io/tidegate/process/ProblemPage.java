package io.tidegate.process;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The answer to a request that failed and that nobody else answered. */
@RestController
class ProblemPage implements ErrorController {
  @RequestMapping("${server.error.path:/error}")
  ResponseEntity<ProblemDetail> show(HttpServletRequest request) {
    HttpStatus status = status(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail(status, request));
    if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri) {
      problem.setInstance(URI.create(uri));
    }
    return ResponseEntity.status(status).body(problem);
  }

  private static HttpStatus status(@Nullable Object code) {
    HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : null;
    return known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
  }

  /** What happened within is for the log, not for the caller. */
  private static String detail(HttpStatus status, HttpServletRequest request) {
    Object said = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
    if (!status.is5xxServerError() && said instanceof String text && !text.isBlank()) {
      return text;
    }
    return status.is5xxServerError()
        ? "it failed in this process, whose log says why"
        : status.getReasonPhrase();
  }
}
