package io.tidegate.simulator;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Reading;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A running simulation of one bank, and a client that shares nothing with it. */
final class Bank implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  static final String POLICY =
      """
      code: BANK
      name: Bank
      preset: kr-mydata
      windows: ["always"]
      limits: [{calls: 100000, per: second}]
      max-in-flight: 1000
      quota: []
      endpoints: [{url: "http://127.0.0.1:1"}]
      auth: none
      headers: {x-api-type: scheduled, x-api-tran-id: "{tran-id}", x-user: "{user}"}
      calls:
        - name: accounts
          get: "/v1/bank/accounts?org_code={institution}&search_timestamp={since}&limit=500"
          pages: next_page
          each: {from: "account_list[*].account_num", as: account}
        - name: balance
          post: "/v1/bank/accounts/deposit/detail"
          body: '{"org_code":"{institution}","account_num":"{account}"}'
          for-each: account
      """;

  final Simulation simulation;
  final Path ledger;
  final Policy policy;

  private Bank(Path folder, String yaml, Habits habits, Duration patience) throws IOException {
    policy = policy(yaml);
    ledger = folder.resolve("arrivals" + NUMBER.incrementAndGet() + ".csv");
    simulation =
        Simulation.start(
            List.of(policy),
            new Settings(ledger, 0, true, null, habits, false, null, patience),
            InstantSource.system());
  }

  static Policy policy(String yaml) {
    Reading reading = PolicyReader.parse("bank.yaml", yaml);
    return reading.policies().getFirst();
  }

  static Habits habits() {
    return new Habits(1, new Latency(Duration.ZERO, 0), 0, 0, 0, 0, Duration.ofDays(10_000));
  }

  static Bank open(Path folder) throws IOException {
    return new Bank(folder, POLICY, habits(), Visitors.PATIENCE);
  }

  static Bank open(Path folder, String yaml) throws IOException {
    return new Bank(folder, yaml, habits(), Visitors.PATIENCE);
  }

  static Bank open(Path folder, Habits habits) throws IOException {
    return new Bank(folder, POLICY, habits, Visitors.PATIENCE);
  }

  static Bank open(Path folder, String yaml, Habits habits) throws IOException {
    return new Bank(folder, yaml, habits, Visitors.PATIENCE);
  }

  static Bank open(Path folder, Duration patience) throws IOException {
    return new Bank(folder, POLICY, habits(), patience);
  }

  static Bank open(Path folder, String yaml, Duration patience) throws IOException {
    return new Bank(folder, yaml, habits(), patience);
  }

  URI at(String target) {
    return URI.create(simulation.addresses("BANK").getFirst() + target);
  }

  HttpRequest.Builder request(String user, String target) {
    return HttpRequest.newBuilder(at(target))
        .timeout(Duration.ofSeconds(30))
        .header("x-api-type", "scheduled")
        .header("x-api-tran-id", "T" + NUMBER.incrementAndGet())
        .header("x-user", user);
  }

  static String accounts(String since) {
    return "/v1/bank/accounts?org_code=BANK&search_timestamp=" + since + "&limit=500";
  }

  HttpResponse<String> accountsOf(String user) throws IOException, InterruptedException {
    return send(request(user, accounts("0")));
  }

  HttpResponse<String> balance(String user, String account)
      throws IOException, InterruptedException {
    String body = "{\"org_code\":\"BANK\",\"account_num\":\"" + account + "\"}";
    return send(
        request(user, "/v1/bank/accounts/deposit/detail")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /**
   * A client for one call. JDK 25's may take the answer that comes over a connection of its pool
   * for something that came while nobody had asked (JDK-8357639): it then closes the connection,
   * and sends a GET again without a word. Here each call is counted, so none has another's
   * connection.
   */
  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return send(request.build());
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient client = client()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
    HttpClient client = client();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    client.shutdown(); // once it has its answer
    return answer;
  }

  static String code(HttpResponse<String> response) {
    String code = new JsonObject(response.body()).getString("rsp_code");
    return response.statusCode() + (code == null ? "" : "/" + code);
  }

  JsonObject mood(String json) throws IOException, InterruptedException {
    HttpResponse<String> answer = control("PUT", "/v1/institutions/BANK/mood", json);
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
    return new JsonObject(answer.body());
  }

  JsonObject counts() throws IOException, InterruptedException {
    return new JsonObject(control("GET", "/v1/institutions/BANK", null).body())
        .getJsonObject("counts");
  }

  HttpResponse<String> control(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return send(
        HttpRequest.newBuilder(URI.create(simulation.control() + path))
            .method(method, publisher)
            .build());
  }

  /** The ledger's rows without the header, once all calls so far are in it. */
  List<String> rows() throws IOException, InterruptedException {
    control("POST", "/v1/ledger/flush", null);
    List<String> lines = Files.readAllLines(ledger);
    return lines.subList(1, lines.size());
  }

  @Override
  public void close() throws IOException {
    simulation.close();
  }
}
