package io.tidegate.standalone.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Signals to a process and all that it has started: PostgreSQL is a dozen processes. */
final class Signals {
  private Signals() {}

  /** Kills it alone: its children see for themselves. */
  static void kill(@Nullable ProcessHandle process) throws IOException {
    present(process).destroyForcibly();
  }

  /** Stops all of it (SIGSTOP); returns what was stopped. */
  static List<ProcessHandle> freeze(@Nullable ProcessHandle process) throws IOException {
    ProcessHandle head = present(process);
    send("STOP", Stream.of(head)); // first, so that it starts nobody meanwhile
    List<ProcessHandle> all = Stream.concat(Stream.of(head), head.descendants()).toList();
    send("STOP", all.stream());
    return all;
  }

  /** Lets it go on (SIGCONT), whatever of it is still there. */
  static void thaw(List<ProcessHandle> frozen) throws IOException {
    send("CONT", frozen.stream().filter(ProcessHandle::isAlive));
  }

  private static ProcessHandle present(@Nullable ProcessHandle process) throws IOException {
    return Optional.ofNullable(process).orElseThrow(() -> new IOException("it was away already"));
  }

  private static void send(String signal, Stream<ProcessHandle> processes) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of("kill", "-" + signal), processes.map(each -> Long.toString(each.pid())))
            .toList();
    if (command.size() > 2) {
      try {
        // A process that has ended in between makes kill fail, and is no matter.
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
