package io.tidegate.cli;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
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

  @Mixin private final RunningSystem system = new RunningSystem();

  @Parameters(paramLabel = "USER", description = "The user.")
  private String user = "";

  @Override
  public Integer call() {
    URI uri =
        system
            .worker()
            .resolve("/v1/consents?user=" + URLEncoder.encode(user, StandardCharsets.UTF_8));
    int consents =
        RunningSystem.json(system.send(HttpRequest.newBuilder(uri).DELETE()))
            .path("consents")
            .asInt();
    spec.commandLine()
        .getOut()
        .printf("erased, with %d consent%s%n", consents, consents == 1 ? "" : "s");
    return 0;
  }
}
