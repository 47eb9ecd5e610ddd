package io.tidegate.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaxiTrafficTest {
  @TempDir Path folder;

  @Test
  void ridesMoveByWholeWeeksToTheLastWeek() throws IOException {
    Path file = folder.resolve("rides.csv");
    // A Saturday, and half an hour later.
    Files.writeString(
        file, "timestamp,value\n2015-01-31 23:00:00,27309\n2015-01-31 23:30:00,26591\n");
    List<String> moved =
        TaxiTraffic.moved(file, LocalDateTime.parse("2026-11-25T10:00:00")).lines().toList();
    assertThat(moved)
        .containsExactly(
            "timestamp,count", "2026-11-21 23:00:00,27309", "2026-11-21 23:30:00,26591");
  }
}
