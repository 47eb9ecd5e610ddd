package io.tidegate.worker.trial;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Trials over REST: asked for, then looked at until they are over. */
@RestController
@RequestMapping("/v1/trials")
class TrialController {
  private final Trials trials;

  TrialController(Trials trials) {
    this.trials = trials;
  }

  /** What is to be tried. */
  record Wanted(String institution, String user) {}

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  TrialView ask(@RequestBody Wanted wanted) {
    return show(trials.ask(wanted.institution(), wanted.user()), 0);
  }

  @GetMapping("/{id}")
  TrialView show(@PathVariable long id, @RequestParam(defaultValue = "0") int after) {
    return trials
        .find(id, after)
        .orElseThrow(
            () ->
                new ErrorResponseException(
                    HttpStatus.NOT_FOUND,
                    ProblemDetail.forStatusAndDetail(
                        HttpStatus.NOT_FOUND, "there is no trial " + id),
                    null));
  }

  @ExceptionHandler
  ProblemDetail unknown(Trials.Unknown unknown) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, unknown.getMessage());
  }

  @ExceptionHandler
  ProblemDetail refused(Trials.Refused refused) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, refused.getMessage());
  }
}
