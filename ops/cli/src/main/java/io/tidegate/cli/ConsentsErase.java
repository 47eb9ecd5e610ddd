package io.tidegate.cli;

import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Removes one user everywhere. */
@Command(
    name = "erase",
    description = {
      "Remove a user everywhere: consents, tokens, retries, failures, trials, imports under way.",
      "Readers of the topic of bodies are told by a record without a value under the user's key.",
      "Who is imported again is new: what was used of a quota is forgotten too, unless the file"
          + " says so by last_refreshed_at."
    })
final class ConsentsErase implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final OneUser user = new OneUser();

  @Override
  public Integer call() {
    JsonNode erased =
        RunningSystem.json(user.system().send(HttpRequest.newBuilder(user.consents()).DELETE()));
    int consents = erased.path("consents").asInt();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        consents == 0
            ? "there was no consent of this user; what else was there is erased"
            : "erased, with %d consent%s".formatted(consents, consents == 1 ? "" : "s"));
    String underWay = erased.path("underWayUntil").asString("");
    if (!underWay.isEmpty()) {
      out.println(
          "a refresh of this user was under way: erase again after "
              + underWay
              + ", so that readers of bodies forget its answers too");
    }
    return 0;
  }
}
