package io.tidegate.cli;

import picocli.CommandLine.Command;

/** The commands about users' consents. */
@Command(
    name = "consents",
    description = "Import users' consents; show or erase one user.",
    subcommands = {ConsentsImport.class, ConsentsShow.class, ConsentsErase.class, Help.class})
final class Consents extends CommandGroup {}
