package io.tidegate.cli;

import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Prints what is known of one user. */
@Command(
    name = "show",
    description = "Show a user's state at each institution, the last outcomes and the next turn.")
final class ConsentsShow implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final OneUser user = new OneUser();

  @Override
  public Integer call() {
    JsonNode shown =
        RunningSystem.json(user.system().send(HttpRequest.newBuilder(user.consents())));
    for (JsonNode consent : shown.path("consents")) {
      print(consent);
    }
    return 0;
  }

  private void print(JsonNode consent) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(consent.path("institution").asString());
    line("state", state(consent));
    line("last refreshed", text(consent, "lastRefreshedAt", "never"));
    line("last outcome", text(consent, "lastOutcome", "none"));
    line("given up until", text(consent, "givenUpUntil", ""));
    line("next turn", text(consent, "nextTurn", ""));
    line("expires", text(consent, "expiresAt", ""));
    line("last access", text(consent, "lastAccessAt", ""));
    line("token", consent.path("hasToken").asBoolean() ? "stored" : "");
    if (!consent.path("failures").isEmpty()) {
      out.println("  last failed calls");
    }
    for (JsonNode call : consent.path("failures")) {
      out.printf(
          "    %s %s%s page %d: %s, status %s, code %s, %.1f ms, %s%n",
          call.path("startedAt").asString(),
          call.path("call").asString(),
          call.path("object").isNull() ? "" : " of " + call.path("object").asString(),
          call.path("page").asInt(),
          call.path("responseClass").asString(),
          text(call, "status", "none"),
          text(call, "code", "none"),
          call.path("durationMicros").asLong() / 1e3,
          call.path("transactionId").asString());
    }
  }

  private static String state(JsonNode consent) {
    String state = consent.path("state").asString();
    return consent.path("endedAt").isNull()
        ? state + " since " + consent.path("eligibleFrom").asString()
        : "%s since %s (%s)"
            .formatted(
                state, consent.path("endedAt").asString(), text(consent, "endReason", "no reason"));
  }

  private void line(String name, String value) {
    if (!value.isEmpty()) {
      spec.commandLine().getOut().printf("  %-15s %s%n", name, value);
    }
  }

  private static String text(JsonNode node, String field, String otherwise) {
    JsonNode value = node.path(field);
    return value.isNull() || value.isMissingNode() ? otherwise : value.asString();
  }
}
