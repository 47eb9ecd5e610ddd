package io.tidegate.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists dead letters. */
@Command(
    name = "list",
    description = {
      "List dead letters, the newest first, without what users wrote.",
      "Example: tidegate push dead list --channel fcm --since 2026-11-28T09:00:00Z --most 20"
    })
final class PushDeadList implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final PushSystem system = new PushSystem();
  @Mixin private final WhichLetters which = new WhichLetters();

  @Option(
      names = "--state",
      paramLabel = "S",
      defaultValue = "dead",
      description = "dead, replaying, replayed, duplicate or dropped (default: ${DEFAULT-VALUE}).")
  private String state = "dead";

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int most = 100;

  @Option(
      names = "--after",
      paramLabel = "PAGE",
      description = "Go on after a page, which named this one.")
  private @Nullable String after;

  @Override
  public Integer call() {
    Map<String, Object> asked = which.said();
    asked.put("state", state);
    asked.put("most", most);
    if (after != null) {
      asked.put("after", after);
    }
    JsonNode page = system.get("/v1/dead-letters" + WhichLetters.query(asked));
    PrintWriter out = spec.commandLine().getOut();
    if (page.path("letters").isEmpty()) {
      out.println("there are none");
      return 0;
    }
    line("dead since", "channel", "app", "user", "reason", "tries", "push id");
    for (JsonNode letter : page.path("letters")) {
      line(
          letter.path("dead").asString(),
          letter.path("channel").asString(),
          letter.path("app").asString(),
          letter.path("user").asString(),
          letter.path("reason").asString(),
          letter.path("attempts").asInt(),
          letter.path("id").asString());
    }
    if (page.path("next").isString()) {
      out.println("there are more: --after " + page.path("next").asString());
    }
    return 0;
  }

  private void line(Object... cells) {
    spec.commandLine()
        .getOut()
        .println("%-27s %-10s %-12s %-16s %-12s %5s  %s".formatted(cells).stripTrailing());
  }
}
