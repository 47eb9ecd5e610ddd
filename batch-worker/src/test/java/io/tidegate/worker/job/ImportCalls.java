package io.tidegate.worker.job;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a sender of files does, and waits for. */
final class ImportCalls {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  private ImportCalls() {}

  static HttpResponse<String> post(URI worker, String query, String csv) {
    URI uri = worker.resolve("/v1/imports" + query);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString(csv))
            .build();
    return send(request);
  }

  static HttpResponse<String> get(URI worker, String path) {
    return send(HttpRequest.newBuilder(worker.resolve(path)).GET().build());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static long id(HttpResponse<String> answer) {
    Matcher id = ID.matcher(answer.body());
    if (answer.statusCode() != 202 || !id.find()) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return Long.parseLong(id.group(1));
  }

  /** Waits until a query answers true. */
  static void await(JdbcClient owner, String fact) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!owner.sql(fact).query(Boolean.class).single()) {
      boolean failed =
          owner
              .sql("SELECT EXISTS (SELECT FROM import_file WHERE state = 'failed')")
              .query(Boolean.class)
              .single();
      if (failed || System.nanoTime() > end) {
        throw new AssertionError(
            fact + "\n" + owner.sql("SELECT * FROM import_file").query().listOfRows());
      }
      Thread.onSpinWait();
    }
  }

  static void awaitDone(JdbcClient owner, long id) {
    await(owner, "SELECT state IN ('done', 'failed', 'refused') FROM import_file WHERE id = " + id);
  }
}
