package io.tidegate.cli;

import java.nio.file.Path;

/** Commands for the person to type next, by the name by which this one was called. */
final class Typed {
  private static final String NAME = System.getProperty("tidegate.command", "tidegate");

  private Typed() {}

  static String command(String rest) {
    return NAME + " " + rest;
  }

  /** The option that names a data folder; nothing for the usual one. */
  static String data(Path folder) {
    return folder.equals(RunningSystem.USUAL_FOLDER) ? "" : " --data " + path(folder);
  }

  /** As a shell reads it. */
  static String path(Path path) {
    String text = path.toString();
    return text.matches("[\\w./+:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
