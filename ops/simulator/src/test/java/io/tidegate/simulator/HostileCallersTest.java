package io.tidegate.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever callers do, the simulator answers or closes, and everybody else is served. */
class HostileCallersTest {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String DETAIL = "POST /v1/bank/accounts/deposit/detail HTTP/1.1\r\n";
  private static final String HEADERS =
      "Host: x\r\nx-api-type: scheduled\r\nx-api-tran-id: T1\r\nx-user: eve\r\n";

  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());

  @TempDir Path folder;

  private static Socket connect(URI to) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** What comes until the other side closes, or, where it need not, until it has answered. */
  private static String heard(Socket socket, boolean closes) throws IOException {
    StringBuilder heard = new StringBuilder();
    InputStream in = socket.getInputStream();
    try {
      for (int c = in.read(); c >= 0; c = in.read()) {
        heard.append((char) c);
        if (!closes && heard.indexOf("\r\n\r\n") > 0) {
          return heard.toString();
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither an answer nor an end after " + heard, e);
    } catch (SocketException e) {
      // cut, which is an end too
    }
    return heard.toString();
  }

  private static void say(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    try {
      out.write(bytes);
      out.flush();
    } catch (SocketException e) {
      // it has closed already
    }
  }

  private static void say(Socket socket, String text) throws IOException {
    say(socket, text.getBytes(ISO_8859_1));
  }

  private static Arguments request(String name, String status, String text) {
    return Arguments.of(name, status, text);
  }

  private static String get(String... headers) {
    return "GET / HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  static Stream<Arguments> requests() {
    String json = DETAIL + HEADERS + "content-length: ";
    return Stream.of(
        request("no HTTP", "400", "\0\1\2\3\r\n\r\n"),
        request("half a line", "400", "GET\r\n\r\n"),
        request("TLS", "400", "\26\3\1\2\0\1\0\1\r\n\r\n"),
        request("a version from the future", "505|400|501", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"),
        request("a method that nobody knows", "404|405", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"),
        request("a star", "404|400", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
        request("no host", "404|400", "GET / HTTP/1.1\r\n\r\n"),
        request("two hosts", "404|400", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
        request("a whole address", "404|400", "GET http://x/y HTTP/1.1\r\nHost: x\r\n\r\n"),
        request("percent signs", "404", "GET /%%%zz%00%ff?%=%&&=&%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
        request("a header without a name", "400|404", "GET / HTTP/1.1\r\n: x\r\n\r\n"),
        request("a header with a NUL", "400|404", "GET / HTTP/1.1\r\nHost: x\r\nx: \0\r\n\r\n"),
        request(
            "a header of 64 KB",
            "431|400",
            "GET / HTTP/1.1\r\nHost: x\r\nx: " + "x".repeat(65_536) + "\r\n\r\n"),
        request(
            "10,000 headers",
            "431|400",
            "GET / HTTP/1.1\r\nHost: x\r\n" + "x: y\r\n".repeat(10_000) + "\r\n"),
        request(
            "an address of 64 KB", "414|400", "GET /" + "x".repeat(65_536) + " HTTP/1.1\r\n\r\n"),
        request("a length that is none", "400", json + "many\r\n\r\n{}"),
        request("a length below zero", "400", json + "-1\r\n\r\n{}"),
        request(
            "a chunk that is none",
            "400|cut",
            DETAIL + HEADERS + "transfer-encoding: chunked\r\n\r\nzz\r\n"),
        request("no JSON", "400", json + "5\r\n\r\nhello"),
        request("half of JSON", "400", json + "5\r\n\r\n{\"a\":"),
        request("JSON that is no object", "400", json + "2\r\n\r\n[]"),
        request("null", "400", json + "4\r\n\r\nnull"),
        request("a number out of range", "400", json + "17\r\n\r\n{\"org_code\":1e999}"),
        request(
            "JSON nested 100,000 deep", "400", json + "500000\r\n\r\n" + "{\"a\":".repeat(100_000)),
        request("a body of 2 MB", "cut", json + "2000000\r\n\r\n" + "x".repeat(2_000_000)),
        request(
            "an upgrade to nothing known",
            "400|404|405",
            get("connection: upgrade", "upgrade: tea")),
        request(
            "a wrong upgrade",
            "400|404|405|101|cut",
            get("connection: upgrade, http2-settings", "upgrade: h2c", "http2-settings: ****")),
        request("a tunnel", "400|404|405|cut", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"),
        request("a WebSocket", "400|404|405|426", get("connection: upgrade", "upgrade: websocket")),
        request(
            "HTTP/2 and then nonsense",
            "cut|501",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\377".repeat(200)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void whatIsWrongIsAnsweredOrCut(String name, String expected, String text) throws Exception {
    try (Bank bank = Bank.open(folder);
        Socket socket = connect(bank.at("/"))) {
      say(socket, text);
      String heard = heard(socket, false);
      String status = heard.startsWith("HTTP/") ? heard.substring(9, 12) : "cut";
      assertThat(List.of(expected.split("\\|", -1))).as(heard).contains(status);
      servesOthers(bank);
    }
  }

  private static void servesOthers(Bank bank) throws Exception {
    assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("200/00000");
  }

  @Test
  void bytesThatMeanNothingNeverBringItDown() throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Bank bank = Bank.open(folder)) {
      String whole = DETAIL + HEADERS + "content-length: 2\r\n\r\n{}";
      for (int run = 0; run < 300; run++) {
        byte[] bytes = whole.getBytes(ISO_8859_1);
        for (int wrong = random.nextInt(1, 12); wrong > 0; wrong--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try (Socket socket = connect(bank.at("/"))) {
          say(socket, bytes);
          socket.shutdownOutput();
          heard(socket, false);
        } catch (SocketException e) {
          // cut
        }
      }
      assertThat(bank.accountsOf("anna").statusCode())
          .as("-Dtidegate.seed=%d", seed)
          .isEqualTo(200);
    }
  }

  @Test
  void whoNeverFinishesIsShownOutAndWhoWaitsMayWait() throws Exception {
    try (Bank bank = Bank.open(folder, Duration.ofMillis(1_200))) {
      bank.mood("{\"mood\":\"hanging\",\"share\":1}");
      var waiting = bank.sendLater(bank.request("patient", Bank.accounts("0")));
      List<Socket> slow = new ArrayList<>();
      for (String begun :
          List.of(
              "",
              "GET",
              "GET / HTTP/1.1\r\nHost: x\r\nx-a",
              DETAIL + HEADERS + "content-length: 100\r\n\r\n{",
              DETAIL + HEADERS + "transfer-encoding: chunked\r\n\r\n1\r\n{\r\n")) {
        Socket socket = connect(bank.at("/"));
        say(socket, begun);
        slow.add(socket);
      }
      Socket control = connect(bank.simulation.control());
      say(
          control,
          "PUT /v1/institutions/BANK/mood HTTP/1.1\r\nHost: x\r\ncontent-length: 9\r\n\r\n{");
      slow.add(control);
      for (Socket socket : slow) {
        heard(socket, true);
        socket.close();
      }
      assertThat(waiting.isDone()).as("who waits for an answer").isFalse();
      bank.mood("{\"mood\":\"normal\"}");
      servesOthers(bank);
      waiting.cancel(true);
    }
  }

  @Test
  void whoNeverSaysWhichHttpHeSpeaksIsShownOutToo() throws Exception {
    try (Bank bank = Bank.open(folder, Bank.POLICY + "http2: true\n", Duration.ofMillis(100))) {
      for (String begun :
          List.of("", "PRI * HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / H")) {
        try (Socket socket = connect(bank.at("/"))) {
          say(socket, begun);
          heard(socket, true);
        }
      }
    }
  }

  @Test
  void oneByteAtATimeIsNoWayToStay() throws Exception {
    try (Bank bank = Bank.open(folder, Duration.ofMillis(1_200));
        Socket socket = connect(bank.at("/"))) {
      socket.setSoTimeout(20);
      String text = "GET / HTTP/1.1\r\nHost: x\r\nx: " + "y".repeat(5_000);
      int said = 0;
      for (boolean stands = true; stands && said < text.length(); said++) {
        say(socket, text.substring(said, said + 1));
        try {
          stands = socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
          stands = true;
        } catch (SocketException e) {
          stands = false;
        }
      }
      assertThat(said).isLessThan(text.length());
      servesOthers(bank);
    }
  }

  @Test
  void whoAsksWithoutReadingIsCutBeforeTheAnswersPileUp() throws Exception {
    try (Bank bank = Bank.open(folder);
        Socket socket = connect(bank.at("/"))) {
      socket.setReceiveBufferSize(4_096);
      String call = "GET " + Bank.accounts("0") + " HTTP/1.1\r\n" + HEADERS + "\r\n";
      byte[] many = call.repeat(1_000).getBytes(ISO_8859_1);
      int sent = 0;
      boolean stands = true;
      while (stands && sent < 2_000) {
        try {
          socket.getOutputStream().write(many);
          sent++;
        } catch (SocketException e) {
          stands = false;
        }
      }
      assertThat(stands).as("still there after %d answers", sent * 1_000).isFalse();
      servesOthers(bank);
    }
  }

  @Test
  void aThousandWhoOnlyComeAndStayHinderNobody() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (Bank bank = Bank.open(folder)) {
      for (int i = 0; i < 1_000; i++) {
        Socket socket = connect(bank.at("/"));
        say(socket, "GET / HTTP/1.1\r\nHost");
        sockets.add(socket);
      }
      for (int i = 0; i < 20; i++) {
        servesOthers(bank);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void theControlInterfaceTakesNoMoreThanAMood() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      try (Socket socket = connect(bank.simulation.control())) {
        say(
            socket,
            "PUT /v1/institutions/BANK/mood HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "content-length: 100000000\r\n\r\n"
                + " ".repeat(200_000));
        assertThat(heard(socket, true)).matches("(?s)(HTTP/1.1 413 .*)?");
      }
      for (String body : List.of("", "null", "{\"mood\":{\"mood\":\"slow\"}}", "{".repeat(9_000))) {
        HttpResponse<String> answer = bank.control("PUT", "/v1/institutions/BANK/mood", body);
        assertThat(answer.statusCode()).as(body).isEqualTo(400);
      }
      servesOthers(bank);
    }
  }

  @Test
  void aNameOfAMegabyteIsCutInTheLedger() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      String account = "9".repeat(900_000);
      assertThat(bank.balance("eve", account).statusCode()).isEqualTo(404);
      HttpRequest.Builder wide = bank.request("eve", Bank.accounts("0"));
      assertThat(bank.send(wide).statusCode()).isEqualTo(200);
      assertThat(bank.rows()).hasSize(2).allMatch(row -> row.length() < 4_000);
    }
  }
}
