package io.tidegate.cli;

import picocli.CommandLine.Command;

/** The commands about institutions' policy files. */
@Command(
    name = "institutions",
    description = "Write, check and explain the policy files of institutions; try one.",
    subcommands = {
      InstitutionsCheck.class,
      InstitutionsNew.class,
      InstitutionsExplain.class,
      InstitutionsSchema.class,
      InstitutionsTry.class,
      Help.class
    })
final class Institutions extends CommandGroup {}
