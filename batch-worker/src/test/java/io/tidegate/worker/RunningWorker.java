package io.tidegate.worker;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.process.TidegateProcess;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole batch-worker in this JVM, on real servers. */
public final class RunningWorker implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private RunningWorker(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts one on a free port. */
  public static RunningWorker start(TestDatabase database, String... settings) {
    List<String> all = new ArrayList<>();
    all.add("--spring.datasource.url=" + database.url());
    all.add("--spring.datasource.username=" + database.user());
    all.add("--spring.datasource.password=" + database.password());
    all.add("--spring.kafka.bootstrap-servers=" + TestServers.kafka());
    all.add("--server.port=0");
    all.addAll(List.of(settings));
    return new RunningWorker(TidegateProcess.run(BatchWorker.class, all.toArray(String[]::new)));
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Where it answers. */
  public URI url() {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    context.close();
  }
}
