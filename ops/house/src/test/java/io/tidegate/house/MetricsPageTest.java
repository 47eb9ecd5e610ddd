package io.tidegate.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every meter stands on the page of metrics, and nothing else does. */
class MetricsPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(tidegate\\.[a-z.]+)` \\|");
  private static final Pattern METER =
      Pattern.compile(
          "(?:builder|gauge|counter|timer|summary)\\(\\s*\"(tidegate\\.[a-z.]+)\"",
          Pattern.CASE_INSENSITIVE);

  @Test
  void thePageAndTheCodeNameTheSameMeters() {
    Set<String> ofTheCode = new TreeSet<>();
    for (String ending : new String[] {".java", ".kt"}) {
      for (Path source : Repository.files(ending)) {
        if (source.toString().contains("/src/main/")) {
          ofTheCode.addAll(meters(Repository.text(source)));
        }
      }
    }
    assertThat(ofTheCode).hasSizeGreaterThan(30);
    assertThat(rows(Repository.text(Repository.root().resolve("docs/metrics.md"))))
        .isEqualTo(ofTheCode);
  }

  @Test
  void metersAreFoundHoweverTheyAreMadeAndSettingsAreNone() {
    assertThat(
            meters(
                """
                Counter.builder("tidegate.a.b").register(meters);
                Gauge.builder(
                        "tidegate.c", this, Some::thing);
                meters.counter("tidegate.d", "reason", kind).increment();
                sample.stop(meters.timer("tidegate.e"));
                @ConfigurationProperties("tidegate.retention")
                @Value("${tidegate.pipeline.group:tidegate-workers}")
                """))
        .containsExactly("tidegate.a.b", "tidegate.c", "tidegate.d", "tidegate.e");
  }

  private static Set<String> meters(String source) {
    return all(METER, source);
  }

  private static Set<String> rows(String page) {
    return all(ROW, page);
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher each = pattern.matcher(text);
    while (each.find()) {
      names.add(each.group(1));
    }
    return names;
  }
}
