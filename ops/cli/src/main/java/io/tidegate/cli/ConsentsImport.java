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
      "Rejected rows are listed in FILE.csv.rejected.csv beside the file, with line and reason; the"
          + " exit code is 1 then. A file that is wrong as a whole is refused whole."
    })
final class ConsentsImport implements Callable<Integer> {
  private static final Duration UPLOAD = Duration.ofHours(2);
  private static final int POLLS_WITHOUT_ANSWER = 300;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final RunningSystem system = new RunningSystem();

  @Mixin private final CsvFile csv = new CsvFile();

  @Option(
      names = "--replace",
      description =
          "End the consents that the file lacks, at the institutions that it names. A file with"
              + " wrong rows is then refused whole.")
  private boolean replace;

  @Override
  public Integer call() throws IOException {
    Path file = csv.path();
    try (Progress progress = new Progress(spec.commandLine().getOut())) {
      long id = send(file, progress);
      JsonNode done = follow(id, progress);
      progress.end();
      return report(file, done);
    }
  }

  private long send(Path file, Progress progress) throws IOException {
    String name = URLEncoder.encode(file.getFileName().toString(), StandardCharsets.UTF_8);
    URI uri = system.worker().resolve("/v1/imports?replace=" + replace + "&name=" + name);
    long size = Files.size(file);
    HttpRequest.BodyPublisher body =
        BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> open(file, size, progress)), Math.max(size, 1));
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
    throw csv.refused(answer);
  }

  private InputStream open(Path file, long size, Progress progress) {
    try {
      return new Counted(
          Files.newInputStream(file), sent -> progress.show("sending", sent, size, "bytes"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** Their calls would be refused one by one, in the night. The import is done, whatever comes. */
  private void warnOfMissingTokens() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      for (JsonNode missing : system.get(system.worker(), "/v1/consents/missing-tokens")) {
        err.println(
            warning(missing.path("institution").asString(), missing.path("consents").asLong()));
      }
    } catch (CommandFailure e) {
      err.println("warning: whether tokens are missing is not known: " + e.getMessage());
    }
  }

  private static String warning(String institution, long consents) {
    return consents == 1
        ? ("warning: 1 consent of %s has no token, and its policy says auth: bearer, so that its"
                + " calls will be refused; import it again with the column token")
            .formatted(institution)
        : ("warning: %,d consents of %s have no token, and its policy says auth: bearer, so that"
                + " their calls will be refused; import them again with the column token")
            .formatted(consents, institution);
  }

  private int report(Path file, JsonNode done) throws IOException {
    long rejected = done.path("rejected").asLong();
    Path beside = file.resolveSibling(file.getFileName() + ".rejected.csv");
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d consents imported, %,d of them new%s%n",
        done.path("applied").asLong(),
        done.path("inserted").asLong(),
        replace ? "; %,d ended".formatted(done.path("ended").asLong()) : "");
    warnOfMissingTokens();
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
