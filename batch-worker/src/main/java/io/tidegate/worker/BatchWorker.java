package io.tidegate.worker;

import io.tidegate.process.TidegateProcess;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Main class of batch-worker. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class BatchWorker {
  /** Starts a worker; see {@code application.yaml} for its settings. */
  public static void main(String[] args) {
    TidegateProcess.run(BatchWorker.class, args);
  }
}
