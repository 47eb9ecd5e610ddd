package io.tidegate.push;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.process.TidegateProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole push-worker in this JVM, on real servers, and a client that speaks to it. */
public final class RunningPushWorker implements AutoCloseable {
  public static final String SERVICE_TOKEN = "a-service-token-of-the-tests-0123456789";
  private static final JsonMapper JSON = new JsonMapper();

  private final ConfigurableApplicationContext context;

  private RunningPushWorker(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts one on a free port. */
  public static RunningPushWorker start(TestDatabase database, String... settings) {
    List<String> all = new ArrayList<>();
    all.add("--spring.datasource.url=" + database.url());
    all.add("--spring.datasource.username=" + database.user());
    all.add("--spring.datasource.password=" + database.password());
    all.add("--spring.kafka.bootstrap-servers=" + TestServers.kafka());
    all.add("--server.port=0");
    all.add("--tidegate.push.access.service-token=" + SERVICE_TOKEN);
    all.addAll(List.of(settings));
    if (all.stream().noneMatch(one -> one.startsWith("--tidegate.push.queue.enabled="))) {
      all.add("--tidegate.push.queue.enabled=false"); // its topics are not there
    }
    return new RunningPushWorker(TidegateProcess.run(PushWorker.class, all.toArray(String[]::new)));
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** The one of many of its type. */
  public <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /** Where it answers. */
  public URI url() {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * An answer.
   *
   * @param json the body; missing if it is empty or no JSON
   */
  public record Answer(int status, JsonNode json, HttpResponse<String> whole) {
    public String header(String name) {
      return whole.headers().firstValue(name).orElse("");
    }
  }

  /** Asks as the company's backend, with a JSON body unless it is empty. */
  public Answer ask(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + SERVICE_TOKEN));
    if (!body.isEmpty()) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    all.addAll(List.of(headers));
    return askPlainly(method, path, body, all.toArray(String[]::new));
  }

  /** Asks with just these headers. */
  public Answer askPlainly(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    // One for each: over a connection of its pool the answer to a POST may be lost (JDK-8357639).
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      boolean json =
          answer.headers().firstValue("Content-Type").orElse("").contains("json")
              && !answer.body().isEmpty();
      return new Answer(
          answer.statusCode(), json ? JSON.readTree(answer.body()) : JSON.missingNode(), answer);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
