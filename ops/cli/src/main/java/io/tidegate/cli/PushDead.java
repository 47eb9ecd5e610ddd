package io.tidegate.cli;

import picocli.CommandLine.Command;

/** The commands about dead letters. */
@Command(
    name = "dead",
    description = "List, show, replay or drop dead letters: pushes that were given up.",
    subcommands = {
      PushDeadList.class,
      PushDeadShow.class,
      PushDeadReplay.class,
      PushDeadDrop.class,
      Help.class
    })
final class PushDead extends CommandGroup {}
