package io.tidegate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Streams a file of consents to a worker and stays until they stand in the ring. */
@Command(
    name = "import",
    description = {
      "Import consents from a CSV file.",
      "Columns: institution,user and, optional, cycle,last_refreshed_at,expires_at,state,"
          + "last_access_at,token, in any order under a header. A consent that is there already"
          + " takes over what the file says; an empty field says nothing.",
      "Rejected rows are listed in FILE.rejected.csv beside the file, with line and reason; the"
          + " exit code is 1 then. A file that is wrong as a whole is refused whole."
    })
final class ConsentsImport implements Callable<Integer> {
  private static final Duration UPLOAD = Duration.ofHours(2);
  private static final int POLLS_WITHOUT_ANSWER = 300;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final RunningSystem system = new RunningSystem();

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Parameters(paramLabel = "FILE.csv", description = "The file, in UTF-8.")
  private Path file;

  @Option(
      names = "--replace",
      description =
          "End the consents that the file lacks, at the institutions that it names. A file with"
              + " wrong rows is then refused whole.")
  private boolean replace;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ParameterException(spec.commandLine(), file + " is not a file that can be read");
    }
    try (Progress progress = new Progress(spec.commandLine().getOut())) {
      long id = send(progress);
      JsonNode done = follow(id, progress);
      progress.end();
      return report(done);
    }
  }

  private long send(Progress progress) throws IOException {
    String name = URLEncoder.encode(file.getFileName().toString(), StandardCharsets.UTF_8);
    URI uri = system.worker().resolve("/v1/imports?replace=" + replace + "&name=" + name);
    long size = Files.size(file);
    HttpRequest.BodyPublisher body =
        BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> open(size, progress)), Math.max(size, 1));
    if (size == 0) {
      body = BodyPublishers.noBody();
    }
    HttpResponse<String> answer =
        system.exchange(
            HttpRequest.newBuilder(uri).header("Content-Type", "text/csv").POST(body), UPLOAD);
    if (answer.statusCode() / 100 == 2) {
      return RunningSystem.json(answer.body()).path("id").asLong();
    }
    progress.end();
    throw refused(answer);
  }

  private InputStream open(long size, Progress progress) {
    try {
      return new Counted(
          Files.newInputStream(file), sent -> progress.show("sending", sent, size, "bytes"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every error on a line of its own, as an editor can jump to; then the one line that sums up. */
  private CommandFailure refused(HttpResponse<String> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    JsonNode errors =
        type.startsWith("application/problem+json")
            ? RunningSystem.json(answer.body()).path("errors")
            : null;
    if (errors == null || errors.isEmpty()) {
      return new CommandFailure(RunningSystem.problem(answer));
    }
    PrintWriter err = spec.commandLine().getErr();
    for (JsonNode error : errors) {
      err.printf(
          "%s:%d: %s: found %s; allowed: %s%n",
          file,
          error.path("line").asLong(),
          error.path("field").asString(),
          error.path("found").asString(),
          error.path("allowed").asString());
    }
    return new CommandFailure(
        "%s is refused whole, with %d error%s; nothing was imported"
            .formatted(file, errors.size(), errors.size() == 1 ? "" : "s"));
  }

  private JsonNode follow(long id, Progress progress) {
    int unanswered = 0;
    while (true) {
      try {
        JsonNode status = system.get(system.worker(), "/v1/imports/" + id);
        unanswered = 0;
        switch (status.path("state").asString()) {
          case "done" -> {
            return status;
          }
          case "failed", "refused" -> {
            progress.end();
            throw new CommandFailure(
                "import %d: %s".formatted(id, status.path("failure").asString()));
          }
          default -> show(status, progress);
        }
      } catch (Unreachable e) {
        // The worker may have died: the import goes on with another, or when it is back.
        if (++unanswered > POLLS_WITHOUT_ANSWER) {
          throw e;
        }
      }
      Pause.betweenQuestions();
    }
  }

  private static void show(JsonNode status, Progress progress) {
    long candidates = status.path("candidates").asLong();
    if (candidates == 0) {
      progress.show("ordering", 0, status.path("rows").asLong(), "rows");
    } else {
      progress.show("importing", status.path("applied").asLong(), candidates, "consents");
    }
  }

  private int report(JsonNode done) throws IOException {
    long rejected = done.path("rejected").asLong();
    Path beside = file.resolveSibling(file.getFileName() + ".rejected.csv");
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d consents imported, %,d of them new%s%n",
        done.path("applied").asLong(),
        done.path("inserted").asLong(),
        replace ? "; %,d ended".formatted(done.path("ended").asLong()) : "");
    if (rejected == 0) {
      Files.deleteIfExists(beside); // of an earlier try
      return 0;
    }
    URI list = system.worker().resolve("/v1/imports/" + done.path("id").asLong() + "/rejected");
    Files.writeString(beside, system.send(HttpRequest.newBuilder(list).GET()));
    throw new CommandFailure(
        "%,d row%s rejected; see %s"
            .formatted(rejected, rejected == 1 ? " was" : "s were", beside));
  }
}
