package io.tidegate.standalone.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A clock that is wrong, by Debian's libfaketime. The monotonic clock stays what it is, as it does
 * when a machine's clock is set wrong. With the library's own remedy for monotonic waits, on by
 * default, every timed wait of a JVM ends at once, and its threads burn a processor: so it is off.
 *
 * @param library of this machine
 */
record WrongClock(Path library) {
  /** Where it is to be had. */
  static final String PACKAGE = "libfaketime";

  private static final List<String> FOLDERS =
      List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib");

  /** The one of this machine, if it has one. */
  static Optional<WrongClock> ofThisMachine() {
    return FOLDERS.stream()
        .map(folder -> Path.of(folder, "faketime", "libfaketime.so.1"))
        .filter(Files::isReadable)
        .findFirst()
        .map(WrongClock::new);
  }

  /** What a process is started with, for a clock that is so many seconds ahead. */
  Map<String, String> ahead(int seconds) {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME",
        "%+ds".formatted(seconds),
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
  }
}
