package io.tidegate.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The options of what is done with dead letters, and the doing; mixed into commands. */
final class HandledLetters {
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private final PushSystem system = new PushSystem();
  @Mixin private final WhichLetters which = new WhichLetters();

  @Parameters(arity = "0..1", paramLabel = "PUSH-ID", description = "One letter.")
  private @Nullable String id;

  @Option(names = "--all", description = "All there are, where nothing else says which.")
  private boolean all;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "100000",
      description = "The oldest N of them, at most 100000 (default: ${DEFAULT-VALUE}).")
  private int most = 100_000;

  @Option(names = "--dry-run", description = "Only say how many it would be.")
  private boolean dryRun;

  @Option(
      names = "--why",
      paramLabel = "WHY",
      required = true,
      description = "Why it is done; kept with each letter.")
  private String why = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who does it (default: the user who is logged in); kept with each letter.")
  private String by = System.getProperty("user.name", "");

  /** Does it; prints one line. */
  void handle(String verb, String done) {
    Map<String, Object> body = which.said();
    if (id != null) {
      body.put("id", id);
    }
    if (body.isEmpty() != all) {
      throw new ParameterException(
          command.commandLine(),
          all ? "--all is for all letters" : "which letters? Say a PUSH-ID, a filter or --all");
    }
    body.put("most", most);
    body.put("dryRun", dryRun);
    body.put("by", by);
    body.put("why", why);
    JsonNode answer = system.post("/v1/dead-letters/" + verb, body);
    int letters = answer.path("letters").asInt();
    StringBuilder line =
        new StringBuilder(
            "%,d letter%s %s%s"
                .formatted(letters, letters == 1 ? "" : "s", dryRun ? "would be " : "", done));
    add(line, answer.path("duplicates").asInt(), "delivered already, so not sent again");
    add(
        line,
        answer.path("left").asInt(),
        "cannot be sent (no device any more, or nobody can read it)");
    command.commandLine().getOut().println(line);
  }

  private static void add(StringBuilder line, int count, String what) {
    if (count > 0) {
      line.append("; %,d %s".formatted(count, what));
    }
  }
}
