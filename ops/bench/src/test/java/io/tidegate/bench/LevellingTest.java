package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LevellingTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void writesALineForEachWeekAndWayAndOneOverAll() throws IOException {
    Path svg = folder.resolve("weeks.svg");
    int code = run("--traffic", hourly(6).toString(), "--zone", "UTC", "--svg", svg.toString());
    assertThat(err.toString()).contains("optimum");
    assertThat(code).isZero();
    List<JsonNode> lines = lines();
    assertThat(lines).hasSize(4 * 3);
    assertThat(cases(lines)).containsExactlyInAnyOrder("midnight", "uniform", "ours", "optimum");
    for (JsonNode line : lines) {
      assertThat(line.path("bench").asString()).isEqualTo("levelling");
      assertThat(line.path("peak_day").asDouble()).isPositive();
      assertThat(line.path("peak_slot").asDouble()).isPositive();
    }
    assertThat(Files.readString(svg)).startsWith("<svg").endsWith("</svg>\n");
  }

  /** Nights are quiet: whoever knows that stays below the day's peak, midnight does not. */
  @Test
  void ofARegularWeekOursIsTheOptimum() throws IOException {
    run("--traffic", hourly(6).toString(), "--zone", "UTC");
    List<JsonNode> whole =
        lines().stream().filter(line -> line.path("week").asString().equals("all")).toList();
    assertThat(slotToOptimum(whole, "ours")).isLessThan(1.001);
    assertThat(slotToOptimum(whole, "midnight")).isGreaterThan(2);
  }

  @Test
  void refusesWhatItCannotUse() throws IOException {
    assertThat(run("--share", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--share must be above 0");
    assertThat(run("--traffic", folder.resolve("none.csv").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file");
    assertThat(run("--traffic", hourly(4).toString(), "--zone", "UTC")).isEqualTo(2);
    assertThat(err.toString()).contains("more weeks are needed");
    assertThat(out.toString()).isEmpty();
  }

  private static double slotToOptimum(List<JsonNode> whole, String name) {
    return whole.stream()
        .filter(line -> line.path("case").asString().equals(name))
        .mapToDouble(line -> line.path("slot_to_optimum_p50").asDouble())
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> cases(List<JsonNode> lines) {
    return lines.stream().map(line -> line.path("case").asString()).collect(Collectors.toSet());
  }

  private List<JsonNode> lines() {
    return out.toString().lines().map(line -> new JsonMapper().readTree(line)).toList();
  }

  private int run(String... options) {
    List<String> all = new java.util.ArrayList<>(List.of("levelling"));
    all.addAll(List.of(options));
    return Bench.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  /** Weeks that are all alike: busy from eight to eight. */
  private Path hourly(int weeks) throws IOException {
    StringBuilder csv = new StringBuilder("timestamp,count\n");
    LocalDateTime first = LocalDateTime.of(2026, 3, 2, 0, 0);
    for (int hour = 0; hour < weeks * 7 * 24; hour++) {
      LocalDateTime at = first.plusHours(hour);
      boolean busy = at.getHour() >= 8 && at.getHour() < 20;
      csv.append(at.toString().replace('T', ' ')).append(":00,").append(busy ? 900 : 100);
      csv.append('\n');
    }
    return Files.writeString(folder.resolve("traffic.csv"), csv);
  }
}
