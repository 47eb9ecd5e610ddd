package io.tidegate.worker;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole worker as a process of its own, for tests that kill it. */
public final class WorkerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final URI address;

  private WorkerProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts a worker and returns when it answers.
   *
   * @param folder for its address file and log
   * @param settings such as {@code --tidegate.server.lease=1s}
   */
  public static WorkerProcess start(TestDatabase database, Path folder, String... settings) {
    try {
      Path address = Files.createTempFile(folder, "worker-", ".url");
      Files.delete(address);
      Path log = address.resolveSibling(address.getFileName() + ".log");
      Process process =
          new ProcessBuilder(command(database, address, settings))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!Files.exists(address)) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
          process.destroyForcibly();
          throw new IllegalStateException("the worker did not start:\n" + Files.readString(log));
        }
      }
      return new WorkerProcess(process, URI.create(Files.readString(address)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a worker started", e);
    }
  }

  private static List<String> command(TestDatabase database, Path address, String... settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BatchWorker.class.getName());
    command.add("--spring.datasource.url=" + database.url());
    command.add("--spring.datasource.username=" + database.user());
    command.add("--spring.datasource.password=" + database.password());
    command.add("--spring.datasource.hikari.maximum-pool-size=4");
    command.add("--spring.kafka.bootstrap-servers=" + TestServers.kafka());
    command.add("--server.port=0");
    command.add("--tidegate.pipeline.rehearsal=0s");
    command.add("--tidegate.address-file=" + address);
    command.add("--tidegate.exit-with-parent=true");
    command.addAll(List.of(settings));
    return command;
  }

  /** Base URL. */
  public URI address() {
    return address;
  }

  /** Kill -9; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** SIGSTOP or SIGCONT. */
  public void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it in good order, by the end of its standard input. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly(); // it is gone already
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void await() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
