package io.tidegate.standalone;

import io.tidegate.embedded.Migration;
import java.io.IOException;

/** Brings a system's database up to date, as its owner. */
public final class Migrations {
  private Migrations() {}

  /**
   * Applies what is missing; returns how many migrations that were.
   *
   * @throws IOException when the database cannot be reached, the login may not make tables and
   *     roles, or an applied migration is not the one of this build
   */
  public static int apply(Database database) throws IOException {
    try {
      return Migration.apply(database.owner());
    } catch (RuntimeException e) {
      throw new IOException(
          "the schema of " + database.url() + " was not migrated: " + reason(e), e);
    }
  }

  private static String reason(RuntimeException e) {
    String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
