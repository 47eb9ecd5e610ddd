package io.tidegate.worker.job;

import static io.tidegate.worker.job.ImportCalls.awaitDone;
import static io.tidegate.worker.job.ImportCalls.get;
import static io.tidegate.worker.job.ImportCalls.id;
import static io.tidegate.worker.job.ImportCalls.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.worker.RunningWorker;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Files sent to a whole worker. */
class ImportTest {
  private static final TestDatabase DATABASE = TestServers.database();
  private static final JdbcClient OWNER = JdbcClient.create(DATABASE.owner());

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static RunningWorker running;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static URI worker;

  @BeforeAll
  static void startWorker() {
    running =
        RunningWorker.start(
            DATABASE,
            "--tidegate.imports.chunk=7",
            "--tidegate.imports.singles=3",
            "--tidegate.imports.look-around=100ms");
    worker = running.url();
    OWNER
        .sql(
            """
            INSERT INTO institution (code, name, zone, removed_at)
            VALUES ('A', 'A', 'UTC', NULL), ('B', 'B', 'UTC', NULL), ('GONE', 'G', 'UTC', now())
            """)
        .update();
  }

  @AfterAll
  static void stopWorker() {
    running.close();
    DATABASE.close();
  }

  @BeforeEach
  void emptyRing() {
    OWNER
        .sql(
            "TRUNCATE consent, past_consent, ring_arc, lane, lane_round, retry, given_up,"
                + " consent_token, import_rejection")
        .update();
  }

  @Test
  void aFileIsImportedInTheOrderOfTheRingWithItsDefaults() {
    StringBuilder file = new StringBuilder("institution,user\n");
    for (int i = 0; i < 50; i++) {
      file.append(i % 2 == 0 ? "A" : "B").append(",u").append(i).append('\n');
    }
    Map<String, @Nullable Object> done = imported("", file.toString());
    assertThat(done).containsAllEntriesOf(counts(50, 0, 50, 50, 0));
    List<@Nullable String> keys =
        OWNER
            .sql("SELECT tableoid || ' ' || ring_key FROM consent ORDER BY tableoid, ctid")
            .query(String.class)
            .list();
    List<@Nullable String> inOrder =
        OWNER
            .sql("SELECT tableoid || ' ' || ring_key FROM consent ORDER BY tableoid, ring_key")
            .query(String.class)
            .list();
    assertThat(keys).hasSize(50).isEqualTo(inOrder);
    assertThat(consent("A", "u0"))
        .containsEntry("cycle_seconds", null)
        .containsEntry("last_access_at", null)
        .containsEntry("end_reason", null);
    assertThat(number("SELECT sum(consents) FROM ring_arc")).isEqualTo(50);
  }

  @Test
  void everyColumnReachesTheRing() {
    imported(
        "",
        """
        institution,user,cycle,last_refreshed_at,expires_at,state,last_access_at,token
        A,u1,P1M,2026-01-02T03:04:05Z,2040-01-01T00:00:00Z,active,2026-01-01T00:00:00Z,tok\\en
        A,u2,,,,ended,,
        """);
    assertThat(consent("A", "u1"))
        .containsEntry("cycle_seconds", 30 * 86_400)
        .containsEntry("succeeded", "2026-01-02 03:04:05+00")
        .containsEntry("counted", "2026-01-02 03:04:05+00")
        .containsEntry("expires", "2040-01-01 00:00:00+00")
        .containsEntry("accessed", "2026-01-01 00:00:00+00")
        .containsEntry("token", "tok\\en");
    assertThat(consent("A", "u2"))
        .containsEntry("end_reason", "import")
        .containsEntry("token", null);
  }

  @Test
  void anEmptyFieldLeavesWhatIsThereAndAnotherValueChangesIt() {
    String header = "institution,user,cycle,expires_at,token,last_refreshed_at\n";
    imported("", header + "A,u1,P7D,2040-01-01T00:00:00Z,t1,2026-02-01T00:00:00Z\n");
    assertThat(imported("", "institution,user\nA,u1\n"))
        .containsAllEntriesOf(counts(1, 0, 1, 0, 0));
    Map<String, @Nullable Object> before = consent("A", "u1");
    imported("", header + "A,u1,,,,2026-01-01T00:00:00Z\n"); // older: nothing changes
    assertThat(consent("A", "u1")).isEqualTo(before);
    imported("", header + "A,u1,P14D,2041-01-01T00:00:00Z,t2,2026-03-01T00:00:00Z\n");
    assertThat(consent("A", "u1"))
        .containsEntry("cycle_seconds", 14 * 86_400)
        .containsEntry("expires", "2041-01-01 00:00:00+00")
        .containsEntry("succeeded", "2026-03-01 00:00:00+00")
        .containsEntry("token", "t2");
    assertThat(number("SELECT count(*) FROM consent")).isOne();
    assertThat(number("SELECT sum(consents) FROM ring_arc")).isOne();
  }

  @Test
  void aFileRevivesWhatAFileHasEndedAndNotWhatAnInstitutionHas() {
    imported("", "institution,user,state\nA,u1,ended\nA,u2,\nA,u3,\n");
    OWNER
        .sql(
            """
            UPDATE consent SET ended_at = now(), end_reason = 'consent-ended'
            WHERE user_id IN ('u2', 'u3')
            """)
        .update();
    imported("", "institution,user,state\nA,u1,\nA,u2,\nA,u3,active\n");
    assertThat(consent("A", "u1")).containsEntry("end_reason", null);
    assertThat(consent("A", "u2")).containsEntry("end_reason", "consent-ended");
    assertThat(consent("A", "u3")).containsEntry("end_reason", null);
  }

  @Test
  void replaceEndsWhatTheFileLacksAtTheInstitutionsThatItNames() {
    StringBuilder file = new StringBuilder("institution,user\nB,u1\n");
    for (int i = 0; i < 30; i++) {
      file.append("A,u").append(i).append('\n');
    }
    imported("", file.toString());
    assertThat(imported("?replace=true", "institution,user\nA,u3\nA,u99\n"))
        .containsAllEntriesOf(counts(2, 0, 2, 1, 29));
    assertThat(
            OWNER
                .sql("SELECT user_id FROM consent WHERE ended_at = 'infinity' ORDER BY 1")
                .query(String.class)
                .list())
        .containsExactly("u1", "u3", "u99");
    assertThat(consent("A", "u4")).containsEntry("end_reason", "import");
    imported("?replace=true", "institution,user\nA,u4\n");
    assertThat(consent("A", "u4")).containsEntry("end_reason", null);
  }

  @Test
  void wrongRowsAreListedWithLineAndReasonAndTheOthersImported() {
    HttpResponse<String> answer =
        post(
            worker,
            "?name=x.csv",
            "institution,user\nA,u1\nX,u2\nA,u1\nGONE,u3\nA,\"a \"\"quoted\"\" \"\nB,u4\n");
    long id = id(answer);
    awaitDone(OWNER, id);
    assertThat(status(id))
        .containsAllEntriesOf(counts(6, 4, 2, 2, 0))
        .containsEntry("name", "x.csv");
    assertThat(get(worker, "/v1/imports/" + id + "/rejected").body())
        .isEqualTo(
            """
            line,reason
            3,"institution 'X' is not known; a new policy file holds from the next minute on: see `plan show`"
            4,"line 2 says the same consent already"
            5,"institution 'GONE' is not known; a new policy file holds from the next minute on: see `plan show`"
            6,"user 'a ""quoted"" ' begins or ends with blanks"
            """);
    assertThat(get(worker, "/v1/imports/" + id).body())
        .contains("\"state\":\"done\"", "\"rejected\":4");
    assertThat(get(worker, "/v1/imports").body()).contains("\"id\":" + id + ",");
    assertThat(get(worker, "/v1/imports/999999").statusCode()).isEqualTo(404);
  }

  @Test
  void aWrongFileIsRefusedWithEveryErrorAndNothingOfItIsKept() {
    HttpResponse<String> answer =
        post(worker, "", "institution,user,email\nA,u1,x\nA,\"u2,\nA,u3,y\n");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .contains("\"line\":1", "column 'email'", "\"line\":3", "a quote that is open");
    answer = post(worker, "?replace=true", "institution,user\nA,u1\nX,u2\n");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(number("SELECT count(*) FROM consent")).isZero();
    assertThat(number("SELECT count(*) FROM import_row")).isZero();
    assertThat(number("SELECT count(*) FROM import_rejection")).isZero();
  }

  @Test
  void aNewConsentBehindTheCursorIsRefreshedAtOnceUnlessItComesInBulk() {
    OWNER
        .sql(
            """
            INSERT INTO lane (institution_id, lane, lanes, cut_from, arc_first, arc_last, round,
              round_began_at, origin_key, origin_user, cursor_key, cursor_user, wrapped, round_over,
              claimed, passed, retry_carry, registration)
            SELECT id, 0, 1, now(), -9223372036854775808, 9223372036854775807, 1,
              now(), -9223372036854775808, '', 9223372036854775807, '', false, true, 0, 0, 0, 1
            FROM institution WHERE code = 'A'
            """)
        .update();
    imported("", "institution,user\nA,u1\nA,u2\nB,u1\n");
    assertThat(OWNER.sql("SELECT user_id || kind FROM retry ORDER BY 1").query(String.class).list())
        .containsExactly("u1new", "u2new");
    imported("", "institution,user\nA,u1\nA,u3\nA,u4\nA,u5\n");
    assertThat(number("SELECT count(*) FROM retry")).isEqualTo(2);
    assertThat(number("SELECT passed FROM lane")).isEqualTo(5);
  }

  private static Map<String, @Nullable Object> imported(String query, String csv) {
    long id = id(post(worker, query, csv));
    awaitDone(OWNER, id);
    Map<String, @Nullable Object> status = status(id);
    assertThat(status).containsEntry("state", "done");
    assertThat(number("SELECT count(*) FROM import_row")).isZero();
    assertThat(number("SELECT count(*) FROM import_candidate")).isZero();
    return status;
  }

  private static Map<String, Object> counts(
      long rows, long rejected, long candidates, long inserted, long ended) {
    return Map.of(
        "rows", rows,
        "rejected", rejected,
        "candidates", candidates,
        "applied", candidates,
        "inserted", inserted,
        "ended", ended);
  }

  private static Map<String, @Nullable Object> status(long id) {
    return OWNER
        .sql("SELECT * FROM import_file WHERE id = :id")
        .param("id", id)
        .query()
        .singleRow();
  }

  private static Map<String, @Nullable Object> consent(String code, String user) {
    return OWNER
        .sql(
            """
            SELECT cycle_seconds, end_reason, last_access_at, token,
                   (succeeded_at AT TIME ZONE 'UTC')::text || '+00' AS succeeded,
                   (counted_at AT TIME ZONE 'UTC')::text || '+00' AS counted,
                   (expires_at AT TIME ZONE 'UTC')::text || '+00' AS expires,
                   (last_access_at AT TIME ZONE 'UTC')::text || '+00' AS accessed
            FROM consent
            JOIN institution ON institution.id = institution_id
            LEFT JOIN consent_token USING (institution_id, ring_key, user_id)
            WHERE code = :code AND user_id = :user
            """)
        .param("code", code)
        .param("user", user)
        .query()
        .singleRow();
  }

  private static long number(String sql) {
    return OWNER.sql(sql).query(Long.class).single();
  }
}
