package io.tidegate.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TellingLinesTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void whatSpringBootSaysOfAFailedStartIsToldAndNoStackTrace() {
    assertThat(
            told(
                """
                2026-11-29T00:00:00.000Z ERROR 1 --- [main] LoggingFailureAnalysisReporter :

                ***************************
                APPLICATION FAILED TO START
                ***************************

                Description:

                Web server failed to start. Port 8081 was already in use.

                Action:

                Stop the process that's listening on port 8081.
                """))
        .containsExactly(
            "Web server failed to start. Port 8081 was already in use.",
            "Action:",
            "Stop the process that's listening on port 8081.");
  }

  @Test
  void anErrorIsToldWithItsLastCause() {
    assertThat(
            told(
                """
                2026-11-29T00:00:00.000Z ERROR 1 --- [main] o.s.boot.SpringApplication : Application run failed

                org.springframework.beans.factory.BeanCreationException: Error creating bean
                \tat org.springframework.Outer.run(Outer.java:1)
                Caused by: java.lang.IllegalStateException: in between
                \tat io.tidegate.Between.run(Between.java:1)
                Caused by: java.net.SocketException: Connection reset
                \tat java.base/java.net.Socket.read(Socket.java:1)
                """))
        .containsExactly(
            "2026-11-29T00:00:00.000Z ERROR 1 --- [main] o.s.boot.SpringApplication : Application"
                + " run failed",
            "Caused by: java.net.SocketException: Connection reset");
  }

  @Test
  void theLastErrorOfPostgreSqlIsTold() {
    assertThat(
            told(
                """
                LOG:  starting PostgreSQL 18
                ERROR:  column "none" does not exist
                FATAL:  could not create shared memory segment: No space left on device
                DETAIL:  Failed system call was shmget
                LOG:  database system is shut down
                """))
        .containsExactly(
            "FATAL:  could not create shared memory segment: No space left on device",
            "DETAIL:  Failed system call was shmget");
  }

  @Test
  void whatAServerSaysToCallersWhileItEndsIsNoReason() {
    assertThat(
            told(
                """
                FATAL:  could not write lock file "postmaster.pid": No space left on device
                LOG:  shutting down
                FATAL:  the database system is shutting down
                """))
        .containsExactly(
            "FATAL:  could not write lock file \"postmaster.pid\": No space left on device",
            "LOG:  shutting down");
    assertThat(
            told(
                """
                ERROR 1 --- [main] i.t.worker.Schema : this program needs a newer schema
                java.lang.IllegalStateException: this program needs a newer schema
                ERROR 1 --- [pool] o.s.Pool : cannot connect
                org.postgresql.util.PSQLException: FATAL: the database system is shutting down
                \tat org.postgresql.Driver.connect(Driver.java:1)
                """))
        .containsExactly(
            "ERROR 1 --- [main] i.t.worker.Schema : this program needs a newer schema",
            "java.lang.IllegalStateException: this program needs a newer schema");
  }

  @Test
  void aWarningOfTheEndThatComesBehindAnErrorIsNotItsCause() {
    assertThat(
            told(
                """
                ERROR 1 --- [main] i.t.worker.Schema : this program needs a newer schema
                java.lang.IllegalStateException: this program needs a newer schema
                WARN 1 --- [pool] o.s.Pool : a connection is lost
                java.sql.SQLException: lost
                Caused by: org.postgresql.util.PSQLException: FATAL: terminating connection due to administrator command
                """))
        .containsExactly(
            "ERROR 1 --- [main] i.t.worker.Schema : this program needs a newer schema",
            "java.lang.IllegalStateException: this program needs a newer schema");
  }

  @Test
  void whereAllErrorsAreOfAServerThatEndsTheEndIsTold() {
    assertThat(told("LOG:  x\nFATAL:  the database system is shutting down\n"))
        .containsExactly("LOG:  x", "FATAL:  the database system is shutting down");
  }

  @Test
  void whereNoErrorIsFoundTheEndIsTold() {
    assertThat(told(String.join("\n", IntStream.range(0, 40).mapToObj(n -> "line " + n).toList())))
        .containsExactly("line 35", "line 36", "line 37", "line 38", "line 39");
  }

  @Test
  void aLongDescriptionAndALongLineAreCut() {
    List<String> told =
        told("Description:\n" + "a".repeat(401) + "\n" + "b".repeat(400) + "\nc".repeat(20));
    assertThat(told).hasSize(12).startsWith("a".repeat(400) + " …", "b".repeat(400), "c");
  }

  @Test
  void ofALongLogTheEndIsRead() throws IOException {
    Path log =
        Files.writeString(folder.resolve("b.log"), "ERROR long ago\n" + "well\n".repeat(60_000));
    assertThat(TellingLines.of(log, 0)).containsExactly("well", "well", "well", "well", "well");
  }

  @Test
  void whatAnEarlierLifeHasSaidIsNot() throws IOException {
    Path log = Files.writeString(folder.resolve("a.log"), "ERROR of yesterday\n");
    long end = StartFailed.endOf(log);
    Files.writeString(log, "ERROR of yesterday\nall is well\n");
    assertThat(new StartFailed("it ended", log, end))
        .hasMessage("it ended; its log " + log + " says:\n    all is well");
    assertThat(StartFailed.endOf(folder.resolve("none.log"))).isZero();
    assertThat(new StartFailed("it ended", folder.resolve("none.log"), 0))
        .hasMessage("it ended; its log " + folder.resolve("none.log") + " says nothing");
  }

  private static List<String> told(String log) {
    return TellingLines.among(log.lines().filter(line -> !line.isBlank()).toList());
  }
}
