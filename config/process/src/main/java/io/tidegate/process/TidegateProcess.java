package io.tidegate.process;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a Spring Boot process that keeps the contract of this package. */
public final class TidegateProcess {
  private TidegateProcess() {}

  /**
   * Runs the application until it is stopped.
   *
   * @param application its main configuration class
   * @param args command line, as Spring Boot reads it
   */
  public static ConfigurableApplicationContext run(Class<?> application, String... args) {
    SpringApplication process = new SpringApplication(application, GarbageCollectorHealth.class);
    process.addListeners(new ExitWithParent(), new AddressFile());
    return process.run(args);
  }
}
