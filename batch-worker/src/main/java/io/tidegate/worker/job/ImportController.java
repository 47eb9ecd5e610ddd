package io.tidegate.worker.job;

import io.tidegate.worker.server.Registration;
import io.tidegate.worker.server.ServerLease;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Imports over REST: a file is streamed in, its progress asked for, its rejected rows fetched. */
@RestController
@RequestMapping("/v1/imports")
class ImportController {
  private static final int REJECTIONS_AT_ONCE = 10_000;

  private final Imports imports;
  private final ImportRunner runner;
  private final ServerLease lease;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final InstantSource clock;

  ImportController(
      Imports imports,
      ImportRunner runner,
      ServerLease lease,
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      InstantSource clock) {
    this.imports = imports;
    this.runner = runner;
    this.lease = lease;
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Takes a file in. Answered 202 once it has come whole: from then on it survives any death. */
  @PostMapping(consumes = "text/csv")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ImportStatus receive(
      @RequestParam(defaultValue = "unnamed") String name,
      @RequestParam(defaultValue = "false") boolean replace,
      InputStream file)
      throws IOException {
    long owner =
        lease
            .held()
            .map(Registration::number)
            .orElseThrow(
                () -> problem(HttpStatus.SERVICE_UNAVAILABLE, "this worker holds no lease now"));
    long id = imports.begin(name.substring(0, Math.min(name.length(), 200)), replace, owner);
    try {
      takeIn(id, owner, replace, file);
    } catch (IOException | RuntimeException e) {
      imports.refuse(
          id, e instanceof Refusal ? String.valueOf(e.getMessage()) : "it broke off: " + e);
      throw e;
    }
    imports.staged(id, owner);
    runner.wake();
    return status(id);
  }

  private void takeIn(long id, long owner, boolean replace, InputStream file) throws IOException {
    Staging staging = new Staging(jdbc, transactions, id, owner);
    new Intake(imports.institutions(), clock.instant(), replace).read(file, staging);
    staging.flush();
  }

  @GetMapping
  List<ImportStatus> latest() {
    return imports.latest();
  }

  @GetMapping("/{id}")
  ImportStatus status(@PathVariable long id) {
    return imports
        .find(id)
        .orElseThrow(() -> problem(HttpStatus.NOT_FOUND, "there is no import " + id));
  }

  /** The rejected rows as CSV: {@code line,reason}. */
  @GetMapping("/{id}/rejected")
  ResponseEntity<StreamingResponseBody> rejected(@PathVariable long id) {
    status(id);
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
        .body(
            out -> {
              Writer csv = new OutputStreamWriter(out, StandardCharsets.UTF_8);
              csv.write("line,reason\n");
              writeRejections(id, csv);
              csv.flush();
            });
  }

  private void writeRejections(long id, Writer csv) throws IOException {
    long after = 0;
    List<Imports.Rejection> page;
    do {
      page = imports.rejections(id, after, REJECTIONS_AT_ONCE);
      for (Imports.Rejection rejection : page) {
        csv.write(rejection.line() + ",\"" + rejection.reason().replace("\"", "\"\"") + "\"\n");
        after = rejection.line();
      }
    } while (page.size() == REJECTIONS_AT_ONCE);
  }

  @ExceptionHandler
  ProblemDetail refused(Refusal refusal) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, refusal.getMessage());
    problem.setTitle("The file is refused");
    problem.setProperty("errors", refusal.problems());
    return problem;
  }

  @ExceptionHandler
  ProblemDetail takenForDead(NotTheOwnerException lost) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, lost.getMessage());
  }

  private static ErrorResponseException problem(HttpStatus status, String detail) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }
}
