package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code ./tidegate} on machines that lack this and that. */
class LauncherTest {
  private static final String INSTALL =
      "apt-get install -y --no-install-recommends maven util-linux";
  private static final String BUILD = "mvn -B package -Dmaven.test.skip=true with ";

  @TempDir Path folder;
  private FreshMachine machine;

  @BeforeEach
  void machine() throws IOException {
    machine = new FreshMachine(folder);
  }

  @Test
  void asRootMissingPackagesAreInstalledBeforeTheBuild() throws Exception {
    machine.withJdk().withAptGet().withUser(0);
    var ended = machine.run("plan", "show");
    assertThat(ended.err()).contains("installing maven util-linux (log: ", "built in ");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("command plan show");
    assertThat(machine.called())
        .startsWith("apt-get update", INSTALL)
        .last()
        .asString()
        .startsWith(BUILD);
  }

  @Test
  void othersAreToldTheExactCommandAndNothingIsTouched() throws Exception {
    machine.withJdk().withAptGet().withUser(1000);
    var ended = machine.run("up");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "tidegate: maven util-linux is missing; install it with: sudo " + INSTALL + "\n");
    assertThat(machine.called()).isEmpty();
  }

  @Test
  void onlyWhatIsMissingIsAskedFor() throws Exception {
    machine.withJdk().withAptGet().withUser(1000).with("setsid");
    assertThat(machine.run("up").err()).endsWith("--no-install-recommends maven\n");
  }

  @Test
  void withoutAptGetTheOwnPackageManagerIsNamed() throws Exception {
    machine.withJdk().withUser(0);
    var ended = machine.run("up");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("maven util-linux", "this system's package manager");
  }

  @Test
  void anInstallationThatFailsSaysWhereItsLogIsAndWhatToTry() throws Exception {
    machine.withJdk().withAptGet().withUser(0).mark("offline");
    var ended = machine.run("up");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("failed, see ", "packages.log; try: " + INSTALL);
    assertThat(machine.home().resolve(".tidegate/packages.log")).hasContent("cannot resolve");
  }

  @Test
  void aMissingJdkIsSaidWithWhereToGetItAndFoundOnceItIsThere() throws Exception {
    machine.withMaven();
    var ended = machine.run("up");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).contains("JDK 25 is needed", "https://adoptium.net/", "JAVA_HOME");
    machine.withJdk();
    assertThat(machine.run("up").code()).isZero();
    assertThat(machine.called()).containsExactly(BUILD + folder.resolve("jdks/jdk-25"));
  }

  @Test
  void itIsBuiltOnceAndAgainOnlyWhenSourcesOfTheProgramsChange() throws Exception {
    machine.withJdk().withMaven();
    assertThat(machine.run("up").err()).contains("built in");
    assertThat(machine.run("up").err()).isEmpty();
    assertThat(machine.called()).hasSize(1);

    later(machine.source("ops/cli/src/test/java/ATest.java"));
    assertThat(machine.run("up").err()).as("a test is not the program").isEmpty();

    later(machine.source("ops/cli/src/main/java/A.java"));
    assertThat(machine.run("up").err()).as("a changed file").contains("built in");
  }

  @Test
  void aFileThatIsGoneAndATreeThatWasMovedAreBuiltAgain() throws Exception {
    machine.withJdk().withMaven();
    machine.run("up");
    Path sources = machine.home().resolve("ops/cli/src/main/java");
    Files.delete(sources.resolve("A.java"));
    later(sources);
    assertThat(machine.run("up").err()).contains("built in");

    Path moved = Files.move(machine.home(), folder.resolve("moved"));
    var ended = machine.run(moved, "./tidegate", "up");
    assertThat(ended.err()).contains("built in");
    assertThat(ended.code()).isZero();
  }

  @Test
  void aBuildThatFailsShowsItsErrorsAndIsTriedAgain() throws Exception {
    machine.withJdk().withMaven();
    Path broken = machine.mark("broken");
    var failed = machine.run("up");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("[ERROR] planted", "the build failed, see ");
    assertThat(failed.out()).isEmpty();
    Files.delete(broken);
    assertThat(machine.run("up").code()).isZero();
  }

  @Test
  void ofTwoStartsAtOnceOneBuildsAndBothRun() throws Exception {
    machine.withJdk().withMaven();
    Path gate = machine.gate();
    Process first = machine.start(machine.home(), "./tidegate", "up");
    BufferedReader firstErr = first.errorReader(StandardCharsets.UTF_8);
    assertThat(firstErr.readLine()).contains("building (log: ");
    Process second = machine.start(machine.home(), "./tidegate", "plan");
    BufferedReader secondErr = second.errorReader(StandardCharsets.UTF_8);
    assertThat(secondErr.readLine()).isEqualTo("tidegate: another tidegate is building; waiting …");
    Files.writeString(gate, "open");
    assertThat(first.inputReader(StandardCharsets.UTF_8).lines()).contains("command up");
    assertThat(second.inputReader(StandardCharsets.UTF_8).lines()).contains("command plan");
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(machine.called()).hasSize(1);
  }

  @Test
  void itWorksFromAnyFolderThroughLinksAndStaysWhereItWasCalled() throws Exception {
    machine.withJdk().withMaven();
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    Files.createSymbolicLink(folder.resolve("link"), machine.home());
    Files.createSymbolicLink(elsewhere.resolve("gate"), machine.home().resolve("tidegate"));
    machine.linkOnPath();
    for (String name :
        new String[] {"../the tree/tidegate", "../link/tidegate", "./gate", "tidegate"}) {
      var ended = machine.run(elsewhere, name, "plan show", "x");
      assertThat(ended.code()).as(name + ended.err()).isZero();
      assertThat(ended.out())
          .contains(
              "in " + elsewhere,
              "called " + name.replace(" ", "\\ ") + "\n",
              "command plan show x");
    }
    assertThat(machine.called()).as("one tree, one build").hasSize(1);
  }

  @Test
  void theTestsAreRunByMavenWithTheSameJdk() throws Exception {
    machine.withJdk().withMaven().with("node").with("npm");
    assertThat(machine.run("test", "-pl", "db").code()).isZero();
    assertThat(machine.called())
        .containsExactly("mvn -B verify -pl db with " + folder.resolve("jdks/jdk-25"));
  }

  @Test
  void theTestsAloneNeedNode() throws Exception {
    machine.withJdk().withMaven().withAptGet().withUser(1000);
    assertThat(machine.run("test").err()).endsWith("--no-install-recommends nodejs npm\n");
    assertThat(machine.run("plan", "show").code()).isZero();
  }

  private static void later(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
  }
}
