package io.tidegate.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Writes {@code http://host:port} to {@code tidegate.address-file} when the process is ready. */
final class AddressFile implements ApplicationListener<ApplicationReadyEvent> {
  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    Environment settings = ready.getApplicationContext().getEnvironment();
    String file = settings.getProperty("tidegate.address-file", "");
    if (!file.isBlank()) {
      write(Path.of(file).toAbsolutePath(), address(settings));
    }
  }

  private static String address(Environment settings) {
    String host = settings.getProperty("server.address", "127.0.0.1");
    return "http://" + host + ":" + settings.getRequiredProperty("local.server.port");
  }

  /** Beside the file first, then moved, so that no reader ever sees half an address. */
  private static void write(Path file, String address) {
    try {
      Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), address);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write tidegate.address-file " + file, e);
    }
  }
}
