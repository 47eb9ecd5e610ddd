package io.tidegate.worker.job;

import static io.tidegate.worker.job.ImportCalls.await;
import static io.tidegate.worker.job.ImportCalls.awaitDone;
import static io.tidegate.worker.job.ImportCalls.id;
import static io.tidegate.worker.job.ImportCalls.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.worker.WorkerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Imports whose workers die, with whole workers that do. */
class ImportKillTest {
  private static final int USERS = 20_000;
  private static final String[] SETTINGS = {
    "--tidegate.server.heartbeat=200ms",
    "--tidegate.server.lease=1s",
    "--tidegate.server.others-wait=2s",
    "--tidegate.imports.look-around=100ms",
    "--tidegate.imports.chunk=50"
  };

  @TempDir private Path folder = Path.of("");
  private final TestDatabase database = TestServers.database();
  private final JdbcClient owner = JdbcClient.create(database.owner());

  @BeforeEach
  void institutions() {
    owner
        .sql(
            """
            INSERT INTO institution (code, name, zone)
            VALUES ('A', 'A', 'UTC'), ('B', 'B', 'UTC'), ('C', 'C', 'UTC')
            """)
        .update();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  void anImportGoesOnWithAnotherWorkerAfterKillNineWithoutLossOrDoubles() {
    WorkerProcess victim = start();
    long id = id(post(victim.address(), "", file()));
    await(owner, "SELECT applied > 2000 FROM import_file WHERE id = " + id);
    victim.kill();
    assertThat(state(id)).isEqualTo("running");
    try (WorkerProcess survivor = start()) {
      awaitDone(owner, id);
      assertThat(survivor.address()).isNotEqualTo(victim.address());
      assertWhole(id);
      assertThat(attempts(id)).isGreaterThanOrEqualTo(2); // a living one may be late to say so
    }
  }

  @Test
  void anImportSurvivesManyDeaths() {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    System.out.println("tidegate.seed=" + seed);
    Random random = new Random(seed);
    WorkerProcess worker = start();
    try {
      long id = id(post(worker.address(), "", file()));
      for (int death = 1; death <= 4; death++) {
        long applied = death * 3_000L + random.nextInt(1_000);
        await(owner, "SELECT applied > %d FROM import_file WHERE id = %d".formatted(applied, id));
        worker.kill();
        worker = start();
      }
      awaitDone(owner, id);
      assertWhole(id);
      assertThat(attempts(id)).isGreaterThanOrEqualTo(5);
    } finally {
      worker.close();
    }
  }

  @Test
  void aWorkerThatSleptAndWakesWritesNothingMore() {
    try (WorkerProcess sleeper = start()) {
      long id = id(post(sleeper.address(), "", file()));
      await(owner, "SELECT applied > 2000 FROM import_file WHERE id = " + id);
      sleeper.signal("STOP");
      try (WorkerProcess other = start()) {
        await(owner, "SELECT attempts >= 2 AND applied > 6000 FROM import_file WHERE id = " + id);
        sleeper.signal("CONT");
        awaitDone(owner, id);
        assertWhole(id);
        // It has found out, and is a server again, under a new registration.
        await(owner, "SELECT count(*) = 2 FROM server WHERE ended_at IS NULL");
        assertThat(other.address()).isNotEqualTo(sleeper.address());
      }
    }
  }

  @Test
  void aFileWhoseWorkerDiesBeforeItHasComeWholeLeavesNothing() throws IOException {
    try (WorkerProcess survivor = start()) {
      WorkerProcess victim = start();
      try (Socket sender = begin(victim.address())) {
        await(owner, "SELECT count(*) > 0 FROM import_row");
        victim.kill();
        assertThat(sender.isClosed()).isFalse();
      }
      await(owner, "SELECT state = 'refused' FROM import_file");
      assertThat(count("import_row")).isZero();
      assertThat(count("consent")).isZero();
      assertThat(owner.sql("SELECT failure FROM import_file").query(String.class).single())
          .contains("died before the file had come whole");
      assertThat(survivor.address()).isNotEqualTo(victim.address());
    }
  }

  @Test
  void aSenderThatBreaksOffLeavesNothing() throws IOException {
    try (WorkerProcess worker = start()) {
      try (Socket sender = begin(worker.address())) {
        await(owner, "SELECT count(*) > 0 FROM import_row");
        sender.setSoLinger(true, 0); // reset
      }
      await(owner, "SELECT state = 'refused' FROM import_file");
      assertThat(count("import_row")).isZero();
    }
  }

  /** A sender that has sent more than a batch of rows, and then goes on thinking. */
  private static Socket begin(URI worker) throws IOException {
    Socket socket = new Socket(worker.getHost(), worker.getPort());
    OutputStream out = socket.getOutputStream();
    StringBuilder rows = new StringBuilder("institution,user\n");
    for (int i = 0; i < 30_000; i++) {
      rows.append("A,user-").append(i).append('\n');
    }
    out.write(
        ("POST /v1/imports HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                + "Content-Length: 100000000\r\n\r\n"
                + rows)
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
    return socket;
  }

  private WorkerProcess start() {
    return WorkerProcess.start(database, folder, SETTINGS);
  }

  /** Of each consent one, at three institutions; every tenth twice in the file. */
  private static String file() {
    StringBuilder file = new StringBuilder("institution,user,token\n");
    for (int i = 0; i < USERS; i++) {
      String row = "ABC".charAt(i % 3) + ",user-" + i + ",t" + i + "\n";
      file.append(row).append(i % 10 == 0 ? row : "");
    }
    return file.toString();
  }

  private void assertWhole(long id) {
    assertThat(
            owner
                .sql("SELECT * FROM import_file WHERE id = :id")
                .param("id", id)
                .query()
                .singleRow())
        .containsAllEntriesOf(
            Map.of(
                "state",
                "done",
                "rows",
                USERS + USERS / 10L,
                "rejected",
                USERS / 10L,
                "candidates",
                (long) USERS,
                "applied",
                (long) USERS,
                "inserted",
                (long) USERS));
    assertThat(count("(SELECT DISTINCT institution_id, user_id FROM consent)")).isEqualTo(USERS);
    assertThat(count("consent")).isEqualTo(USERS);
    assertThat(count("consent_token")).isEqualTo(USERS);
    assertThat(owner.sql("SELECT sum(consents) FROM ring_arc").query(Long.class).single())
        .isEqualTo(USERS);
    assertThat(count("import_rejection")).isEqualTo(USERS / 10);
    assertThat(count("import_row")).isZero();
    assertThat(count("import_candidate")).isZero();
  }

  private String state(long id) {
    return owner
        .sql("SELECT state FROM import_file WHERE id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private int attempts(long id) {
    return owner
        .sql("SELECT attempts FROM import_file WHERE id = :id")
        .param("id", id)
        .query(Integer.class)
        .single();
  }

  private long count(String table) {
    return owner.sql("SELECT count(*) FROM " + table + " AS t").query(Long.class).single();
  }
}
