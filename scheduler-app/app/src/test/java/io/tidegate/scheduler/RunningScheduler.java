package io.tidegate.scheduler;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A whole scheduler-app in this JVM, on real servers, with a clock that the test sets. */
public final class RunningScheduler implements AutoCloseable {
  private static final String KAFKA =
      TestServers.kafkaWith(
          12, Topics.MINUTE_COMMANDS, Topics.TALLIES, Topics.TRAFFIC, Topics.BODIES);

  private final ConfigurableApplicationContext context;
  private final TestClock clock;

  private RunningScheduler(ConfigurableApplicationContext context, TestClock clock) {
    this.context = context;
    this.clock = clock;
  }

  /** Starts one whose schedules do not fire by themselves. */
  public static RunningScheduler start(
      TestDatabase database, Path institutions, Instant now, String... settings) {
    TestClock clock = new TestClock(now);
    List<String> all = new ArrayList<>();
    all.add("--spring.datasource.url=" + database.url());
    all.add("--spring.datasource.username=" + database.user());
    all.add("--spring.datasource.password=" + database.password());
    all.add("--spring.datasource.hikari.maximum-pool-size=6");
    all.add("--spring.kafka.bootstrap-servers=" + KAFKA);
    all.add("--tidegate.institutions-dir=" + institutions);
    if (List.of(settings).stream().noneMatch(one -> one.contains("schedules.enabled"))) {
      all.add("--tidegate.schedules.enabled=false");
    }
    all.add("--server.port=0");
    all.add("--spring.jmx.enabled=false");
    all.addAll(List.of(settings));
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(SchedulerApp.class)
            .initializers(
                fresh -> {
                  var beans = (GenericApplicationContext) fresh;
                  beans.registerBean("clock", TestClock.class, () -> clock);
                  beans.registerBean("consumed", Consumed.class, Consumed::new);
                })
            .run(all.toArray(String[]::new));
    return new RunningScheduler(context, clock);
  }

  public TestClock clock() {
    return clock;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  public JdbcClient sql() {
    return bean(JdbcClient.class);
  }

  /** A GET's answer. */
  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(url(path)).build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public URI url(String path) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    context.close();
  }
}
