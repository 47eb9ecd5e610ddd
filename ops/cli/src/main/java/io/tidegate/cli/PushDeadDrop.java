package io.tidegate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Gives dead letters up for good. */
@Command(
    name = "drop",
    description = {
      "Give dead letters up for good. They can still be seen until they are forgotten.",
      "Example: tidegate push dead drop --reason token-dead --until 2026-11-01T00:00:00Z --why"
          + " \"too old to matter\""
    })
final class PushDeadDrop implements Callable<Integer> {
  @Mixin private final HandledLetters letters = new HandledLetters();

  @Override
  public Integer call() {
    letters.handle("drop", "dropped");
    return 0;
  }
}
