package io.tidegate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends dead letters again. */
@Command(
    name = "replay",
    description = {
      "Send dead letters again, under their push ids, through the same limits as any other push;"
          + " their times to live begin anew.",
      "What was delivered meanwhile is not sent. Two replays at once send each push once.",
      "Example: tidegate push dead replay --channel fcm --reason out-of-time --why \"FCM was"
          + " down\" --dry-run"
    })
final class PushDeadReplay implements Callable<Integer> {
  @Mixin private final HandledLetters letters = new HandledLetters();

  @Override
  public Integer call() {
    letters.handle("replay", "replayed");
    return 0;
  }
}
