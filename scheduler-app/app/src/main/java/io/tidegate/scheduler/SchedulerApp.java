package io.tidegate.scheduler;

import io.tidegate.process.TidegateProcess;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Main class of scheduler-app. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class SchedulerApp {
  /** Starts a scheduler; see {@code application.yaml} for its settings. */
  public static void main(String[] args) {
    TidegateProcess.run(SchedulerApp.class, args);
  }
}
