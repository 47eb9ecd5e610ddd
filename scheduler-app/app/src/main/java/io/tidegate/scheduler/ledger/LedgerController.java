package io.tidegate.scheduler.ledger;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Day ledgers by REST. */
@RestController
@RequestMapping("/v1/ledgers")
class LedgerController {
  private static final int MOST = 1000;

  private final DayLedgers ledgers;
  private final DayClose close;
  private final Clock clock;

  LedgerController(DayLedgers ledgers, DayClose close, Clock clock) {
    this.ledgers = ledgers;
    this.close = close;
    this.clock = clock;
  }

  /** Closed days, newest first, at most a thousand. */
  @GetMapping
  List<DayLedger> show(
      @RequestParam(required = false) @Nullable String institution,
      @RequestParam(required = false) @Nullable LocalDate date) {
    return ledgers.find(institution, date, MOST);
  }

  /** An institution's present day so far: counted now, not stored. */
  @GetMapping("/{institution}/today")
  DayLedger today(@PathVariable String institution) {
    return close
        .soFar(institution, clock.instant())
        .orElseThrow(
            () ->
                new ErrorResponseException(
                    HttpStatus.NOT_FOUND,
                    ProblemDetail.forStatusAndDetail(
                        HttpStatus.NOT_FOUND, "there is no institution " + institution),
                    null));
  }
}
