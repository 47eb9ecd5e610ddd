package io.tidegate.cli;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A user of the running system; mixed into commands. */
final class OneUser {
  @Mixin private final RunningSystem system = new RunningSystem();

  @Parameters(paramLabel = "USER", description = "The user.")
  private String user = "";

  RunningSystem system() {
    return system;
  }

  /** Where a worker tells and forgets the user's consents. */
  URI consents() {
    return system
        .worker()
        .resolve("/v1/consents?user=" + URLEncoder.encode(user, StandardCharsets.UTF_8));
  }
}
