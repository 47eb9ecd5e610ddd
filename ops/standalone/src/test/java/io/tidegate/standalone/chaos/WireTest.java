package io.tidegate.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final Duration STANDSTILL = Duration.ofMillis(130);
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private final InstantSource clock = InstantSource.system();
  private volatile CountDownLatch answer = new CountDownLatch(0);
  private volatile CountDownLatch asked = new CountDownLatch(1);
  private ServerSocket echo;
  private Wire wire;
  private int port;

  @BeforeEach
  void lay() throws IOException {
    echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::echo);
    port = FreePorts.choose(1).getFirst();
    wire = Wire.from(port, this::target, clock);
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
    echo.close();
  }

  /**
   * The path asks where it leads to, and waits for the answer: so it can be made to stand still.
   */
  private int target() {
    asked.countDown();
    try {
      answer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return echo.getLocalPort();
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
  void thePathNotesWhenItStoodStillThoughNobodyHadToldItTo() throws Exception {
    try (Socket standing = caller()) {
      assertThat(said(standing, "a")).isEqualTo("a");
      answer = new CountDownLatch(1);
      asked = new CountDownLatch(1);
      Instant before;
      try (Socket another = caller()) {
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        before = clock.instant();
        standing.getOutputStream().write('b');
        awaitNanos(System.nanoTime() + STANDSTILL.toNanos());
        answer.countDown();
        assertThat(standing.getInputStream().read()).isEqualTo('b');
        assertThat(said(another, "c")).isEqualTo("c");
      }
      Instant after = clock.instant();
      assertThat(wire.standstills())
          .anySatisfy(
              standstill -> {
                assertThat(standstill.from()).isBetween(before.minusSeconds(1), after);
                assertThat(standstill.until()).isBetween(before.plus(STANDSTILL), after);
                assertThat(Duration.between(standstill.from(), standstill.until()))
                    .isGreaterThanOrEqualTo(STANDSTILL.minusMillis(10));
              });
    }
  }

  @Test
  void aPathThatEndsByItselfSaysSo() throws IOException {
    int door = FreePorts.choose(1).getFirst();
    try (Wire broken =
        Wire.from(
            door,
            () -> {
              throw new AssertionError("whatever it was");
            },
            clock)) {
      broken.mustBeWhole();
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), door)) {
        broken.awaitEnd();
        assertThatThrownBy(broken::mustBeWhole)
            .isInstanceOf(IOException.class)
            .hasStackTraceContaining("whatever it was");
      }
    }
  }

  private static void awaitNanos(long instant) {
    while (System.nanoTime() < instant) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aPathThatIsToldToBeSilentDoesNotStandStillByItself() throws IOException {
    wire.silence();
    try (Socket socket = caller()) {
      socket.getOutputStream().write('a');
      awaitNanos(System.nanoTime() + SILENCE.toNanos());
      wire.speak();
      assertThat(socket.getInputStream().read()).isEqualTo('a');
    }
    // A machine with other work holds every thread up now and then, but not as long.
    assertThat(wire.standstills())
        .allMatch(each -> each.from().plus(SILENCE).isAfter(each.until()));
  }

  @Test
  void aLotPassesBothWaysUnchangedAlsoWhenNobodyReadsForAWhile() throws IOException {
    byte[] bytes = new byte[8 << 20];
    new SplittableRandom(1).nextBytes(bytes);
    try (Socket socket = caller()) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      socket.getOutputStream().write(bytes);
                      socket.shutdownOutput();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      awaitNanos(System.nanoTime() + STANDSTILL.toNanos());
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
      writer.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
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
