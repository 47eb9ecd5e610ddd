package io.tidegate.cli;

import java.net.http.HttpRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Removes one user everywhere. */
@Command(
    name = "erase",
    description = {
      "Remove a user everywhere: consents, tokens, retries, failures, trials, imports under way.",
      "Readers of the topic of bodies are told by a record without a value under the user's key."
    })
final class ConsentsErase implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final OneUser user = new OneUser();

  @Override
  public Integer call() {
    int consents =
        RunningSystem.json(user.system().send(HttpRequest.newBuilder(user.consents()).DELETE()))
            .path("consents")
            .asInt();
    spec.commandLine()
        .getOut()
        .println(
            consents == 0
                ? "there was no consent of this user; what else was there is erased"
                : "erased, with %d consent%s".formatted(consents, consents == 1 ? "" : "s"));
    return 0;
  }
}
