package io.tidegate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is what the code says. After a change of settings, write it anew:
 * {@code mvn verify -pl ops/standalone -am -Dtest=ConfigurationPageTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dtidegate.write-docs=true}.
 */
class ConfigurationPageTest {
  @Test
  void thePageOfSettingsIsCurrentAndSaysWhatEachIsFor() throws IOException {
    Path build = Path.of(System.getProperty("tidegate.build"));
    String text = new ConfigurationPage(build).text();
    Path page = build.resolve("docs/configuration.md");
    if (Boolean.getBoolean("tidegate.write-docs")) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page)).isEqualTo(text);
    assertThat(
            text.lines().filter(line -> line.startsWith("| `tidegate.") && line.endsWith("|  |")))
        .as("settings without a description")
        .isEmpty();
    assertThat(text).contains("`tidegate.institutions-dir`", "`tidegate.server.", "`server.port`");
  }
}
