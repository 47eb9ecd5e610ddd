package io.tidegate.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** A ledger under construction. */
final class LedgerFile {
  private final List<String> rows = new ArrayList<>();

  LedgerFile call(Instant at, String user, String call, String object) {
    return answered(at, user, call, object, 1, 200, "00000");
  }

  LedgerFile answered(
      Instant at, String user, String call, String object, int page, int status, String code) {
    rows.add(
        String.join(
            ",",
            "BANK",
            user,
            call,
            object,
            Integer.toString(page),
            Long.toString(Micros.of(at)),
            Integer.toString(status),
            code));
    return this;
  }

  LedgerFile shuffled(RandomGenerator random) {
    Collections.shuffle(rows, java.util.Random.from(random));
    return this;
  }

  int size() {
    return rows.size();
  }

  Path writtenTo(Path folder) {
    return write(folder, String.join(",", LedgerReader.HEADER) + "\n" + String.join("\n", rows));
  }

  static Path write(Path folder, String text) {
    try {
      return Files.writeString(folder.resolve("arrivals.csv"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Judgement judged(Path folder, Laws laws, Instant... crashes) {
    try {
      return Verify.byLaws(List.of(laws), List.of(crashes)).judge(writtenTo(folder));
    } catch (IOException | UnreadableLedger e) {
      throw new AssertionError(e);
    }
  }
}
