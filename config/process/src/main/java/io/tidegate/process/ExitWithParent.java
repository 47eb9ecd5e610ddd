package io.tidegate.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Ends the process when standard input ends, if {@code tidegate.exit-with-parent} is true. It
 * watches from the moment the settings are known, so that a process whose parent dies during its
 * start ends too.
 */
final class ExitWithParent implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
  private final InputStream input;
  private final Runnable exit;

  ExitWithParent() {
    // The shutdown hooks run: Spring closes the context as it does on SIGTERM.
    this(System.in, () -> System.exit(0));
  }

  ExitWithParent(InputStream input, Runnable exit) {
    this.input = input;
    this.exit = exit;
  }

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent prepared) {
    if (prepared
        .getEnvironment()
        .getProperty("tidegate.exit-with-parent", Boolean.class, Boolean.FALSE)) {
      Thread.ofPlatform().daemon().name("exit-with-parent").start(this::waitForTheEnd);
    }
  }

  private void waitForTheEnd() {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // A broken pipe is an end too.
    }
    exit.run();
  }
}
