package io.tidegate.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Sends a test message. */
@Command(
    name = "send",
    description = {
      "Send a test message to each device of a user, through the queue and its limits.",
      "Example: tidegate push send --user ann --title \"Hello\""
    })
final class PushSend implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final PushSystem system = new PushSystem();

  @Option(names = "--user", paramLabel = "U", required = true, description = "The user.")
  private String user = "";

  @Option(names = "--title", paramLabel = "T", required = true, description = "The title.")
  private String title = "";

  @Option(names = "--body", paramLabel = "B", description = "The text below it.")
  private String body = "";

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "For how long it is worth sending, 1 to 86400 (default: ${DEFAULT-VALUE}).")
  private int ttl = 300;

  @Override
  public Integer call() {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("user", user);
    message.put("title", title);
    message.put("body", body);
    message.put("ttlSeconds", ttl);
    JsonNode queued = system.post("/v1/pushes", message);
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> off = new LinkedHashMap<>();
    for (JsonNode push : queued) {
      out.printf(
          "on the queue for %s (%s): %s%n",
          push.path("channel").asString(), push.path("app").asString(), push.path("id").asString());
      if (push.path("off").isString()) {
        off.put(push.path("channel").asString(), push.path("off").asString());
      }
    }
    off.forEach(
        (channel, why) ->
            spec.commandLine()
                .getErr()
                .printf(
                    "tidegate: %s is off at this push-worker, so nothing is sent there unless it is"
                        + " on at another one: %s%n",
                    channel, why));
    return 0;
  }
}
