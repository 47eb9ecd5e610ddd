package io.tidegate.cli;

import picocli.CommandLine.Command;

/** The commands about day ledgers. */
@Command(
    name = "ledger",
    description = "Show what became of everybody, day by day.",
    subcommands = {LedgerShow.class, Help.class})
final class Ledger extends CommandGroup {}
