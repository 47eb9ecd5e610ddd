package io.tidegate.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTest {
  private ServerSocket echo;
  private Wire wire;
  private int port;

  @BeforeEach
  void lay() throws IOException {
    echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::echo);
    port = FreePorts.choose(1).getFirst();
    wire = Wire.from(port, () -> echo.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
    echo.close();
  }

  private void echo() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException e) {
                    // Cut: that is what is tested.
                  }
                });
      } catch (IOException e) {
        return;
      }
    }
  }

  private Socket caller() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String said(Socket socket, String words) throws IOException {
    byte[] bytes = words.getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(bytes);
    return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.US_ASCII);
  }

  @Test
  void whatComesIsPassedOnAndSoIsTheEnd() throws IOException {
    try (Socket socket = caller()) {
      for (int i = 0; i < 100; i++) {
        assertThat(said(socket, "hello " + i)).isEqualTo("hello " + i);
      }
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aCutResetsWhatStandsAndNotWhatComesLater() throws IOException {
    try (Socket socket = caller()) {
      assertThat(said(socket, "a")).isEqualTo("a");
      wire.cut();
      assertThatThrownBy(() -> said(socket, "b")).isInstanceOf(SocketException.class);
    }
    try (Socket socket = caller()) {
      assertThat(said(socket, "c")).isEqualTo("c");
    }
  }

  @Test
  void aDelayMakesEverythingLaterInItsOrder() throws IOException {
    wire.delay(Duration.ofSeconds(1));
    try (Socket socket = caller()) {
      long began = System.nanoTime();
      socket.getOutputStream().write('1');
      socket.getOutputStream().write('2');
      assertThat(said(socket, "3")).isEqualTo("1");
      assertThat(socket.getInputStream().readNBytes(2)).containsExactly('2', '3');
      // Both ways; three pieces take no longer than one.
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofSeconds(2), Duration.ofMillis(5_500));
    }
  }

  @Test
  void whileItIsSilentNothingPassesAndNothingIsLost() throws IOException {
    try (Socket socket = caller()) {
      assertThat(said(socket, "a")).isEqualTo("a");
      wire.silence();
      socket.getOutputStream().write('b');
      socket.setSoTimeout(300);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(30_000);
      wire.speak();
      assertThat(socket.getInputStream().read()).isEqualTo('b');
    }
  }

  @Test
  void whereNobodyIsTheCallerIsResetAndFoundAgainLater() throws IOException {
    int target = echo.getLocalPort();
    echo.close();
    try (Socket socket = caller()) {
      assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNotEqualTo(-1))
          .isInstanceOfAny(SocketException.class, AssertionError.class);
    }
    echo = new ServerSocket(target, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::echo);
    try (Socket socket = caller()) {
      assertThat(said(socket, "back")).isEqualTo("back");
    }
  }
}
