package io.tidegate.cli;

import picocli.CommandLine.Command;

/** The commands about the traffic that users cause. */
@Command(
    name = "traffic",
    description = "Import the traffic that users cause.",
    subcommands = {TrafficImport.class, Help.class})
final class Traffic extends CommandGroup {}
