package io.tidegate.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A worker's address that answers what a test has told it to, over real HTTP. */
final class WorkerDouble implements AutoCloseable {
  private record Answer(int status, String type, String body) {}

  private final HttpServer server;
  private final Map<String, Queue<Answer>> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  /** Also writes the address file of a running system into the data folder. */
  WorkerDouble(Path data) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Files.writeString(
        data.resolve("tidegate.json"),
        """
        {"pid": %d, "scheduler": "%s", "worker": ["%s"], "push": "%s",
         "postgres": {"url": "jdbc:x", "user": "u", "password": "p"}, "kafka": "127.0.0.1:1"}
        """
            .formatted(ProcessHandle.current().pid(), url, url, url));
  }

  /** The next answer to a request; the last one given is repeated. */
  synchronized WorkerDouble on(String request, int status, String json) {
    String type = status / 100 == 2 ? "application/json" : "application/problem+json";
    answers.computeIfAbsent(request, key -> new ArrayDeque<>()).add(new Answer(status, type, json));
    return this;
  }

  /** Method, path and query of each request, and its body. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(request + (body.isEmpty() ? "" : " " + body));
    Queue<Answer> queue = answers.getOrDefault(request, new ArrayDeque<>());
    Answer next = queue.size() > 1 ? queue.poll() : queue.peek();
    Answer answer = next == null ? new Answer(404, "application/problem+json", "{}") : next;
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
