package io.tidegate.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes one refresh, through the same limits as every other, and shows each call as it comes. */
@Command(
    name = "try",
    description = {
      "Make one refresh and show each call, answer and class; tokens are masked.",
      "The call goes through the queue and the limits as every other: outside the window, or with"
          + " the quota used up, it is not made, and the answer says until when."
    })
final class InstitutionsTry implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int QUESTIONS = 1_500; // five minutes of them

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final RunningSystem system = new RunningSystem();

  @Parameters(paramLabel = "CODE", description = "The institution.")
  private String code = "";

  @Option(names = "--user", required = true, description = "A user with a consent there.")
  private String user = "";

  @Override
  public Integer call() {
    byte[] wanted = JSON.writeValueAsBytes(Map.of("institution", code, "user", user));
    URI trials = system.worker().resolve("/v1/trials");
    JsonNode trial =
        RunningSystem.json(
            system.send(
                HttpRequest.newBuilder(trials)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(wanted))));
    long id = trial.path("id").asLong();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("trial %d waits for its ticket, a minute or two%n", id);
    int shown = 0;
    for (int question = 0; question < QUESTIONS; question++) {
      trial = system.get(system.worker(), "/v1/trials/" + id + "?after=" + shown);
      for (JsonNode call : trial.path("calls")) {
        print(call);
        shown = call.path("sequence").asInt();
      }
      if (!trial.path("finishedAt").isNull()) {
        out.printf("%noutcome: %s%n", trial.path("outcome").asString());
        return trial.path("outcome").asString().matches("success|unchanged") ? 0 : 1;
      }
      Pause.betweenQuestions();
    }
    throw new CommandFailure(
        "trial "
            + id
            + " was not made within five minutes: is the minute dispatched? It stays in the queue");
  }

  private void print(JsonNode call) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%n#%d %s%s page %d at %s (%s)%n%s%n",
        call.path("sequence").asInt(),
        call.path("call").asString(),
        call.path("object").isNull() ? "" : " of " + call.path("object").asString(),
        call.path("page").asInt(),
        call.path("startedAt").asString(),
        call.path("transactionId").asString(),
        indented("> ", call.path("request").asString()));
    if (call.path("answer").isNull()) {
      out.println("< no answer");
    } else {
      out.println(indented("< ", call.path("answer").asString()));
    }
    out.printf(
        "= %s (status %s, code %s) after %.1f ms, %,d bytes%n",
        call.path("responseClass").asString(),
        call.path("status").isNull() ? "none" : call.path("status").asString(),
        call.path("code").isNull() ? "none" : call.path("code").asString(),
        call.path("durationMicros").asLong() / 1e3,
        call.path("answerBytes").asLong());
  }

  private static String indented(String mark, String text) {
    return text.lines().map(line -> mark + line).collect(java.util.stream.Collectors.joining("\n"));
  }
}
