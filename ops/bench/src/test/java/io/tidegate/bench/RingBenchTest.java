package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ring's bench on a small ring: that it counts what it says. */
class RingBenchTest {
  @Test
  void aSmallRingIsMeasuredFreshSettledAndUnderAnOldSnapshot() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Bench.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "ring",
            "--rows=8000",
            "--sample=4000",
            "--page=250",
            "--settled=1",
            "--buffers=64");
    assertThat(code).as(err.toString()).isZero();
    List<JsonNode> lines = out.toString().lines().map(new JsonMapper()::readTree).toList();
    assertThat(lines.stream().map(line -> line.path("state").asString()))
        .containsExactly("fresh", "settled 1 times", "old snapshot open");
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.path("rows").asInt()).isEqualTo(8_000);
              assertThat(line.path("refreshes").asInt()).isBetween(4_000, 5_000);
              assertThat(line.path("pg_cpu_us_per_refresh").asDouble()).isPositive();
              assertThat(line.path("wal_bytes_per_refresh").asLong()).isPositive();
              assertThat(line.path("page_ms_p99").asDouble()).isPositive();
            });
  }
}
