package io.tidegate.simulator;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Ports that are given on the command line. */
final class PortOptions {
  private static final int HIGHEST = 65_535;

  private PortOptions() {}

  /**
   * Makes sure that a port can be listened on; 0 is a free one.
   *
   * @throws ParameterException that says what was given and what is allowed
   */
  static void check(CommandSpec command, String option, int port) {
    if (port < 0 || port > HIGHEST) {
      throw new ParameterException(
          command.commandLine(), "%s must be 0 to %d, but is %d".formatted(option, HIGHEST, port));
    }
  }
}
