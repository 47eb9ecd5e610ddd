package io.tidegate.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What modules may need of each other, read from their poms. */
class ModulesTest {
  /** Not the module itself, and not the mere order of the build (a test that starts processes). */
  private static final Pattern APP =
      Pattern.compile(
          "<artifactId>(scheduler-app|batch-worker|push-worker)</artifactId>(?!\\s*<name>|<type>pom</type>)");

  @Test
  void noModuleDependsOnTheModuleOfAProcess() {
    List<Path> poms =
        Repository.files("pom.xml").stream()
            .filter(pom -> !pom.equals(Repository.root().resolve("pom.xml")))
            .filter(pom -> !pom.endsWith("ops/house/pom.xml"))
            .toList();
    assertThat(poms).hasSizeGreaterThan(10);
    assertThat(poms).allSatisfy(pom -> assertThat(needed(Repository.text(pom))).isEmpty());
  }

  @Test
  void aPlantedDependencyOnAProcessIsFound() {
    assertThat(
            needed(
                "<dependency><groupId>io.tidegate</groupId>"
                    + "<artifactId>batch-worker</artifactId></dependency>"))
        .containsExactly("batch-worker");
    assertThat(needed("<artifactId>batch-worker</artifactId>\n  <name>Tidegate</name>")).isEmpty();
  }

  @Test
  void nothingInTheTreeNamesAPathOfAMachine() {
    Pattern path = Pattern.compile("[\"'( ](/root/|/home/[a-z]+/|/work/)");
    assertThat(
            Stream.of(".java", ".kt", ".xml", ".sql", ".yaml", ".md")
                .flatMap(ending -> Repository.files(ending).stream())
                .filter(file -> !file.endsWith("ModulesTest.java"))
                .filter(file -> path.matcher(Repository.text(file)).find()))
        .isEmpty();
  }

  private static List<String> needed(String pom) {
    return APP.matcher(pom).results().map(match -> match.group(1)).toList();
  }
}
