package io.tidegate.push;

import io.tidegate.process.TidegateProcess;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Main class of push-worker. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class PushWorker {
  /** Starts a push-worker; see {@code application.yaml} for its settings. */
  public static void main(String[] args) {
    TidegateProcess.run(PushWorker.class, args);
  }
}
