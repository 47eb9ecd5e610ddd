package io.tidegate.cli;

import picocli.CommandLine.Command;

/** Commands about plans. */
@Command(
    name = "plan",
    description = "Preview plans, and show them.",
    subcommands = {PlanPreview.class, PlanShow.class, Help.class})
final class Plan extends CommandGroup {}
