package io.tidegate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The token that push-worker wants to be shown, from where push-worker has it: named in the
 * environment, as a file or itself, or made by {@code up} in its data folder.
 */
final class ServiceToken {
  static final String ITSELF = "TIDEGATE_PUSH_ACCESS_SERVICETOKEN";
  static final String FILE = ITSELF + "FILE";
  private static final String MADE_BY_UP = "push-service-token";

  private ServiceToken() {}

  /**
   * The token.
   *
   * @param dataFolder of the running system
   * @throws CommandFailure that says where it may stand, when it is nowhere
   */
  static String of(Map<String, String> environment, Path dataFolder) {
    String file = environment.getOrDefault(FILE, "");
    String itself = environment.getOrDefault(ITSELF, "").strip();
    if (file.isBlank() && !itself.isEmpty()) {
      return itself;
    }
    Path from = file.isBlank() ? dataFolder.resolve(MADE_BY_UP) : Path.of(file.strip());
    try {
      return Files.readString(from).strip();
    } catch (IOException e) {
      throw new CommandFailure(
          "the service token cannot be read: %s (it may also stand in %s, or in a file that %s names)"
              .formatted(Reason.of(e), ITSELF, FILE),
          e);
    }
  }
}
