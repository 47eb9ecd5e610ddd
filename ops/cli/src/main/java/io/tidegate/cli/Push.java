package io.tidegate.cli;

import picocli.CommandLine.Command;

/** The commands about pushes. */
@Command(
    name = "push",
    description = "See how pushes are doing; handle what was given up; send a test message.",
    subcommands = {PushStatus.class, PushDead.class, PushSend.class, Help.class})
final class Push extends CommandGroup {}
