package io.tidegate.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows one dead letter. */
@Command(
    name = "show",
    description = {
      "Show a dead letter: what the user wrote, why it was given up, what was done with it.",
      "Example: tidegate push dead show"
          + " 0b7d1f0e-6f5b-4f0e-9c55-2f6f8f0f7a11/2026-11-28T09:00/5f1c…"
    })
final class PushDeadShow implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final PushSystem system = new PushSystem();

  @Parameters(paramLabel = "PUSH-ID", description = "Its push id, as a list shows it.")
  private String id = "";

  @Override
  public Integer call() {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("id", id);
    JsonNode letter = system.get("/v1/dead-letters/one" + WhichLetters.query(asked));
    for (String field :
        new String[] {
          "id",
          "state",
          "user",
          "device",
          "channel",
          "app",
          "reason",
          "lastAnswer",
          "attempts",
          "due",
          "dead"
        }) {
      line(field, letter.path(field));
    }
    for (String field : new String[] {"title", "body", "link", "expires", "collapseKey"}) {
      line(field, letter.path("push").path(field));
    }
    for (JsonNode one : letter.path("handled")) {
      spec.commandLine()
          .getOut()
          .printf(
              "  %s at %s by %s: %s%n",
              one.path("what").asString(),
              one.path("at").asString(),
              one.path("by").asString(),
              one.path("why").asString());
    }
    return 0;
  }

  private void line(String name, JsonNode value) {
    if (!value.isNull() && !value.isMissingNode()) {
      spec.commandLine().getOut().printf("%-12s %s%n", name, value.asString());
    }
  }
}
