package io.tidegate.cli;

import java.io.FileNotFoundException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Hands a file of past traffic to the scheduler, which takes it whole or not at all. */
@Command(
    name = "import",
    description = {
      "Import past traffic from a CSV file (timestamp,count), the begin of each stretch of time and"
          + " how many calls users caused in it.",
      "It takes the place of what files said of the same time before; a file with an error is"
          + " refused whole."
    })
final class TrafficImport implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final RunningSystem system = new RunningSystem();

  @Mixin private final CsvFile csv = new CsvFile();

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Option(
      names = "--institution",
      required = true,
      paramLabel = "CODE",
      description = "Whose users; `default` for all institutions without traffic of their own.")
  private String institution;

  @Option(
      names = "--zone",
      paramLabel = "Z",
      description =
          "Zone of local times, such as Asia/Seoul (default: the institution's; UTC for"
              + " `default`).")
  private @Nullable ZoneId zone;

  @Override
  public Integer call() throws FileNotFoundException {
    String query = zone == null ? "" : "?zone=" + encoded(zone.getId());
    URI uri = system.scheduler().resolve("/v1/traffic/" + encoded(institution) + query);
    HttpResponse<String> answer =
        system.exchange(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofFile(csv.path())),
            PATIENCE);
    if (answer.statusCode() / 100 != 2) {
      throw csv.refused(answer);
    }
    JsonNode said = RunningSystem.json(answer.body());
    spec.commandLine()
        .getOut()
        .printf(
            "%,d rows from %s until %s imported for %s%n",
            said.path("rows").asLong(),
            said.path("from").asString(),
            said.path("until").asString(),
            said.path("institution").asString());
    return 0;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
