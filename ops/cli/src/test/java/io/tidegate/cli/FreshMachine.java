package io.tidegate.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A machine as the launcher sees it: a source tree in a folder whose name has a space, a PATH with
 * the usual tools and nothing else, and whatever a test installs. Java, Maven and apt-get are small
 * scripts that write down how they were called.
 */
final class FreshMachine {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "cp",
          "date",
          "dirname",
          "env",
          "find",
          "flock",
          "grep",
          "kill",
          "ln",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "tail");
  private static final List<String> PROGRAMS =
      List.of(
          "ops/cli",
          "scheduler-app/app",
          "batch-worker",
          "push-worker/app",
          "ops/simulator",
          "ops/bench");

  /** Says where it was started and with what; the arguments of the JVM are of no interest. */
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      case " $* " in *-XX:AOTCacheOutput=*) exit 0 ;; esac
      echo "in $PWD"
      while [ "$1" != io.tidegate.cli.Tidegate ]; do
        case $1 in -Dtidegate.command=*) echo "called ${1#*=}" ;; esac
        shift
      done
      shift
      echo "command $*"
      """;

  /** Writes down its arguments, waits at a gate if a test has put one there, and builds. */
  private static final String MAVEN =
      """
      #!/usr/bin/env bash
      echo "mvn $* with $JAVA25_HOME" >>"$CALLS"
      if [ -p "$CALLS.gate" ]; then cat "$CALLS.gate" >/dev/null; fi
      if [ -e "$CALLS.broken" ]; then echo '[ERROR] planted'; exit 1; fi
      for module in ops/cli scheduler-app/app batch-worker push-worker/app ops/simulator ops/bench; do
        name=${module##*/}
        if [ $name = app ]; then name=${module%/app}; fi
        mkdir -p $module/target
        echo jar >$module/target/$name-0.1.0.jar
        echo "/repository/library.jar" >$module/target/classpath
      done
      """;

  private final Path folder;
  private final Path tools;

  FreshMachine(Path folder) throws IOException {
    this.folder = folder;
    this.tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      with(tool);
    }
    Files.createDirectories(home());
    Files.copy(
        Path.of("..", "..", "tidegate"),
        home().resolve("tidegate"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(home().resolve("pom.xml"), "<project/>");
    for (String program : PROGRAMS) {
      source(program + "/src/main/java/A.java");
    }
    source("ops/cli/src/test/java/ATest.java");
  }

  /** The source tree. */
  Path home() {
    return folder.resolve("the tree");
  }

  Path folder() {
    return folder;
  }

  Path source(String name) throws IOException {
    Path file = home().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "class A {}");
  }

  FreshMachine withJdk() throws IOException {
    Path jdk = Files.createDirectories(folder.resolve("jdks/jdk-25"));
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    script(jdk.resolve("bin/javac"), "#!/usr/bin/env bash\n");
    script(jdk.resolve("bin/java"), JAVA);
    return this;
  }

  FreshMachine withMaven() throws IOException {
    script(tools.resolve("mvn"), MAVEN);
    return with("setsid");
  }

  /** Installs what is asked for; Maven as {@link #withMaven} does. */
  FreshMachine withAptGet() throws IOException {
    script(folder.resolve("packages/mvn"), MAVEN);
    script(
        tools.resolve("apt-get"),
        """
        #!/usr/bin/env bash
        echo "apt-get $*" >>"$CALLS"
        if [ -e "$CALLS.offline" ]; then echo "cannot resolve"; exit 100; fi
        case " $* " in *" maven"*) cp "%s" "%s/mvn" ;; esac
        """
            .formatted(folder.resolve("packages/mvn"), tools));
    return this;
  }

  FreshMachine withUser(int id) throws IOException {
    script(tools.resolve("id"), "#!/usr/bin/env bash\necho " + id + "\n");
    return this;
  }

  FreshMachine with(String tool) throws IOException {
    script(tools.resolve(tool), "#!%s\nexec %s \"$@\"\n".formatted(which("bash"), which(tool)));
    return this;
  }

  /** Something that the scripts look at: {@code broken} (Maven), {@code offline} (apt-get). */
  Path mark(String name) throws IOException {
    return Files.writeString(Path.of(calls() + "." + name), "");
  }

  /** A gate that Maven waits at until somebody writes to it. */
  Path gate() throws IOException, InterruptedException {
    Path gate = Path.of(calls() + ".gate");
    new ProcessBuilder("mkfifo", gate.toString()).start().waitFor();
    return gate;
  }

  /** How apt-get and Maven were called, in order. */
  List<String> called() throws IOException {
    return Files.exists(calls()) ? Files.readAllLines(calls()) : List.of();
  }

  /** What a start said and ended with. */
  record Ended(int code, String out, String err) {}

  Ended run(String... arguments) throws IOException, InterruptedException {
    return run(home(), "./tidegate", arguments);
  }

  /** Starts the launcher by a name, in a folder; waits for its end. */
  Ended run(Path in, String name, String... arguments) throws IOException, InterruptedException {
    return ended(start(in, name, arguments));
  }

  Process start(Path in, String name, String... arguments) throws IOException {
    List<String> command =
        Stream.concat(Stream.of("bash", "-c", "\"$0\" \"$@\"", name), Stream.of(arguments))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command).directory(in.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", tools.toString());
    environment.put("HOME", folder.toString());
    environment.put("CALLS", calls().toString());
    environment.put("TIDEGATE_JDKS", folder.resolve("jdks").toString());
    return builder.start();
  }

  static Ended ended(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the launcher does not end: " + err);
    }
    return new Ended(process.exitValue(), out, err);
  }

  /** A link to the launcher in a folder that is on the PATH. */
  void linkOnPath() throws IOException {
    Files.createSymbolicLink(tools.resolve("tidegate"), home().resolve("tidegate"));
  }

  private Path calls() {
    return folder.resolve("calls");
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path which(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("these tests need " + tool));
  }
}
