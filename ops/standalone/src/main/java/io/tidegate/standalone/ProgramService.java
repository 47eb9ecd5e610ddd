package io.tidegate.standalone;

import io.tidegate.embedded.PidFile;
import io.tidegate.embedded.Sessions;
import io.tidegate.embedded.StartFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A process of ours, up when it has written its address. It gets its settings through the
 * environment, where no other user of the machine reads them, and stops when this process is gone.
 */
final class ProgramService implements Service {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final String name;
  private final Programs programs;
  private final Program program;
  private final Supplier<Map<String, String>> environment;
  private final DataFolder folder;
  private final Addresses addresses;

  /** Told at each start: a program may come back at another port. */
  interface Addresses {
    void set(String name, URI address) throws IOException;
  }

  ProgramService(
      String name,
      Programs programs,
      Program program,
      Supplier<Map<String, String>> environment,
      DataFolder folder,
      Addresses addresses) {
    this.name = name;
    this.programs = programs;
    this.program = program;
    this.environment = environment;
    this.folder = folder;
    this.addresses = addresses;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Running start() throws IOException {
    Path addressFile = folder.run(name + ".url");
    Path pidFile = folder.run(name + ".pid");
    String mark = "-Dtidegate.address-file=" + addressFile;
    PidFile.stopOrphan(pidFile, mark, GRACE);
    Files.deleteIfExists(addressFile);
    Path log = folder.log(name);
    long said = StartFailed.endOf(log);
    ProcessBuilder builder =
        Sessions.apart(programs.command(program, List.of(mark, "-Dtidegate.exit-with-parent=true")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment.get());
    Life life = new Life(builder.start());
    try {
      PidFile.write(pidFile, life.child.pid());
      addresses.set(name, life.address(addressFile, log, said, name));
      return life;
    } catch (IOException | RuntimeException e) {
      Sessions.kill(life.child.toHandle());
      throw e;
    }
  }

  private record Life(Process child) implements Running {
    /** Waits until the program says where it listens. */
    URI address(Path file, Path log, long said, String name) throws IOException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!Files.exists(file)) {
        if (endedWithin(Duration.ofMillis(50))) {
          throw new StartFailed(
              "%s ended with exit code %d while it started".formatted(name, child.exitValue()),
              log,
              said);
        }
        if (System.nanoTime() - deadline > 0) {
          throw new StartFailed(
              "%s was not ready after %d s".formatted(name, PATIENCE.toSeconds()), log, said);
        }
      }
      return URI.create(Files.readString(file).strip() + "/");
    }

    private boolean endedWithin(Duration time) throws IOException {
      try {
        return child.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while a program started", e);
      }
    }

    @Override
    public ProcessHandle process() {
      return child.toHandle();
    }

    @Override
    public CompletableFuture<Void> gone() {
      return child.onExit().thenRun(() -> {});
    }

    @Override
    public void stop() throws IOException {
      Sessions.stop(child.toHandle(), GRACE);
    }
  }
}
