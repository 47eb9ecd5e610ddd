package io.tidegate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The simulator as the process that it is. */
class SimulatorProcessTest {
  private static final long PATIENCE_SECONDS = 60;
  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  private Process start(String... more) throws IOException {
    Path institutions = Files.createDirectories(folder.resolve("institutions"));
    if (!Files.exists(institutions.resolve("bank.yaml"))) {
      Files.writeString(institutions.resolve("bank.yaml"), Bank.POLICY);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tidegate.simulator.Simulator",
                "--institutions",
                institutions.toString(),
                "--ledger",
                folder.resolve("arrivals.csv").toString(),
                "--address-file",
                folder.resolve("addresses.json").toString(),
                "--free-ports"));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    started.add(process);
    return process;
  }

  private static List<String> output(Process process) {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .lines()
        .toList();
  }

  /** The addresses, once the process has said that it listens. */
  private JsonObject addresses(Process process) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assertThat(line).startsWith("institutions simulated: 1; control: http://127.0.0.1:");
    return new JsonObject(Files.readString(folder.resolve("addresses.json")));
  }

  private void call(JsonObject addresses, String user) throws Exception {
    URI base =
        URI.create(addresses.getJsonObject("institutions").getJsonArray("BANK").getString(0));
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(Bank.accounts("0")))
            .header("x-api-type", "scheduled")
            .header("x-api-tran-id", "T1")
            .header("x-user", user)
            .build();
    answered(request);
  }

  private void post(JsonObject addresses, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(addresses.getString("control") + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    answered(request);
  }

  /** Over a connection of its own: a pooled one may ask twice, or lose an answer (JDK-8357639). */
  private static void answered(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  private int rows() throws IOException {
    return Files.readAllLines(folder.resolve("arrivals.csv")).size() - 1;
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void whatWasFlushedSurvivesKillMinusNine() throws Exception {
    Process process = start();
    JsonObject addresses = addresses(process);
    for (int i = 0; i < 20; i++) {
      call(addresses, "user" + i);
    }
    post(addresses, "/v1/ledger/flush");
    call(addresses, "one more");

    process.destroyForcibly();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(rows()).isBetween(20, 21);
  }

  @Test
  void onSigtermTheLedgerIsWhole() throws Exception {
    Process process = start();
    JsonObject addresses = addresses(process);
    for (int i = 0; i < 20; i++) {
      call(addresses, "user" + i);
    }
    process.destroy();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(rows()).isEqualTo(20);
  }

  @Test
  void stopEndsItWithExitCodeZero() throws Exception {
    Process process = start();
    JsonObject addresses = addresses(process);
    call(addresses, "anna");
    post(addresses, "/v1/stop");
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void itEndsWithItsParentIfItIsToldTo() throws Exception {
    Process process = start("--exit-with-parent");
    call(addresses(process), "anna");
    process.getOutputStream().close();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatArrivesWhileTheReceiverIsHeldUpIsStampedWhenItArrived() throws Exception {
    Process process = start();
    JsonObject addresses = addresses(process);
    URI base =
        URI.create(addresses.getJsonObject("institutions").getJsonArray("BANK").getString(0));
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      ask(socket, "anna");

      signal("-STOP", process);
      long before = micros();
      send(socket, "berta");
      long written = micros();
      signal("-CONT", process);
      readAnswer(socket);
      long answered = micros();

      post(addresses, "/v1/ledger/flush");
      long arrived = Long.parseLong(lastRow().split(",", -1)[5]);
      assertThat(arrived).isBetween(before, written);
      assertThat(answered).isGreaterThan(written);
    }
  }

  /** Also where nobody was connected before: the kernel stamps for whoever has asked it to. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatArrivesBeforeItsConnectionIsTakenIsStampedToo() throws Exception {
    Process process = start();
    JsonObject addresses = addresses(process);
    URI base =
        URI.create(addresses.getJsonObject("institutions").getJsonArray("BANK").getString(0));
    signal("-STOP", process);
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      long before = micros();
      send(socket, "anna");
      long written = micros();
      signal("-CONT", process);
      readAnswer(socket);

      post(addresses, "/v1/ledger/flush");
      assertThat(Long.parseLong(lastRow().split(",", -1)[5])).isBetween(before, written);
    }
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static void ask(Socket socket, String user) throws IOException {
    send(socket, user);
    readAnswer(socket);
  }

  private static void send(Socket socket, String user) throws IOException {
    String request =
        "GET %s HTTP/1.1\r\nhost: bank\r\nx-api-type: scheduled\r\nx-api-tran-id: T1\r\nx-user: %s\r\n\r\n"
            .formatted(Bank.accounts("0"), user);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  private static void readAnswer(Socket socket) throws IOException {
    assertThat(socket.getInputStream().read(new byte[64 * 1024])).isPositive();
  }

  private static void signal(String signal, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private String lastRow() throws IOException {
    return Files.readAllLines(folder.resolve("arrivals.csv")).getLast();
  }

  @Test
  void wrongPoliciesAreAllReportedAndNothingIsStarted() throws Exception {
    Path institutions = Files.createDirectories(folder.resolve("institutions"));
    Files.writeString(
        institutions.resolve("bank.yaml"), Bank.POLICY.replace("auth: none", "auth: maybe"));
    Files.writeString(institutions.resolve("bank2.yaml"), "code: x y\n");
    Process process = start();
    List<String> output = output(process);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(output).anyMatch(line -> line.startsWith("bank.yaml:") && line.contains("auth"));
    assertThat(output).anyMatch(line -> line.startsWith("bank2.yaml"));
    assertThat(folder.resolve("arrivals.csv")).doesNotExist();
  }

  /** Such as the README's own institution, beside one that is to be played. */
  @Test
  void anInstitutionThatIsNotOnLoopbackIsLeftOutAndSaid() throws Exception {
    Path institutions = Files.createDirectories(folder.resolve("institutions"));
    Files.writeString(
        institutions.resolve("abroad.yaml"),
        Bank.POLICY
            .replace("code: BANK", "code: ABROAD")
            .replace("http://127.0.0.1:1", "https://192.0.2.1"));
    Files.writeString(
        institutions.resolve("nowhere.yaml"),
        Bank.POLICY
            .replace("code: BANK", "code: NOWHERE")
            .replace("http://127.0.0.1:1", "https://api.bank.example"));
    Process process = start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(said.readLine())
        .startsWith("simulator: left out: ")
        .contains("ABROAD (https://192.0.2.1 is not on loopback)", "NOWHERE (")
        .contains("api.bank.example");
    assertThat(said.readLine()).startsWith("institutions simulated: 1; control: ");
    JsonObject addresses = new JsonObject(Files.readString(folder.resolve("addresses.json")));
    assertThat(addresses.getJsonObject("institutions").fieldNames()).containsExactly("BANK");
  }

  @Test
  void aPortInUseIsNamedAndLeavesNoLedgerBehind() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = start("--control-port", Integer.toString(taken.getLocalPort()));
      assertThat(output(process))
          .anyMatch(line -> line.contains("cannot listen on 127.0.0.1:" + taken.getLocalPort()));
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(folder.resolve("arrivals.csv")).doesNotExist();
      assertThat(folder.resolve("arrivals.stalls.csv")).doesNotExist();
    }
  }

  @Test
  void aLedgerThatExistsAndAStrangersAddressAreWrongUse() throws Exception {
    Files.writeString(folder.resolve("arrivals.csv"), "mine");
    Process process = start();
    assertThat(output(process)).anyMatch(line -> line.contains("exists already"));
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("arrivals.csv"))).isEqualTo("mine");

    Files.delete(folder.resolve("arrivals.csv"));
    Files.writeString(
        folder.resolve("institutions/bank.yaml"),
        Bank.POLICY.replace("http://127.0.0.1:1", "https://192.0.2.1"));
    Process stranger = start();
    assertThat(output(stranger)).anyMatch(line -> line.contains("loopback"));
    assertThat(stranger.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(stranger.exitValue()).isEqualTo(2);
  }
}
