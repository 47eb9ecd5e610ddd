package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsentsTest {
  private static final String POST = "POST /v1/imports?replace=false&name=c+1.csv";
  private static final String DONE =
      """
      {"id": 7, "state": "done", "rows": 3, "rejected": %d, "candidates": 2, "applied": 2,
       "inserted": 1, "ended": 4}
      """;

  @TempDir private Path data = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aFileIsSentAsItIsAndFollowedUntilItIsDone() throws IOException {
    Path file = file("institution,user\nA,é\n");
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker
          .on(POST, 202, "{\"id\": 7}")
          .on("GET /v1/imports/7", 200, "{\"state\": \"staged\", \"rows\": 3, \"candidates\": 0}")
          .on(
              "GET /v1/imports/7",
              200,
              "{\"state\": \"running\", \"applied\": 1, \"candidates\": 2}")
          .on("GET /v1/imports/7", 200, DONE.formatted(0))
          .on("GET /v1/consents/missing-tokens", 200, "[]");
      Files.writeString(data.resolve("c 1.csv.rejected.csv"), "of an earlier try");
      assertThat(run("consents", "import", file.toString())).isZero();
      assertThat(worker.asked().getFirst()).isEqualTo(POST + " institution,user\nA,é\n");
    }
    assertThat(out.toString())
        .contains("sending 22 bytes", "ordering 3 rows", "importing 2 consents")
        .endsWith("2 consents imported, 1 of them new\n");
    assertThat(data.resolve("c 1.csv.rejected.csv")).doesNotExist();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void rejectedRowsAreWrittenBesideTheFileAndTheExitCodeSaysSo() throws IOException {
    Path file = file("institution,user\nA,u\nX,u\n");
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker
          .on(POST, 202, "{\"id\": 7}")
          .on("GET /v1/imports/7", 200, DONE.formatted(1))
          .on("GET /v1/consents/missing-tokens", 200, "[]")
          .on("GET /v1/imports/7/rejected", 200, "line,reason\n3,\"no\"\n");
      assertThat(run("consents", "import", file.toString())).isEqualTo(1);
    }
    assertThat(data.resolve("c 1.csv.rejected.csv")).hasContent("line,reason\n3,\"no\"\n");
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("1 row was rejected; see ", "c 1.csv.rejected.csv");
  }

  @Test
  void consentsWithoutTheTokenThatTheirInstitutionAsksForAreWarnedOf() throws IOException {
    Path file = file("institution,user\nA,u\n");
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker
          .on(POST, 202, "{\"id\": 7}")
          .on("GET /v1/imports/7", 200, DONE.formatted(0))
          .on(
              "GET /v1/consents/missing-tokens",
              200,
              """
              [{"institution": "BANK", "consents": 1200}, {"institution": "CARD", "consents": 1}]
              """);
      assertThat(run("consents", "import", file.toString())).isZero();
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "warning: 1,200 consents of BANK have no token, and its policy says auth: bearer, so"
                + " that their calls will be refused; import them again with the column token",
            "warning: 1 consent of CARD has no token, and its policy says auth: bearer, so that its"
                + " calls will be refused; import it again with the column token");
  }

  @Test
  void aRefusedFileSaysEveryErrorWithItsLine() throws IOException {
    Path file = file("x\n");
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          POST,
          422,
          """
          {"detail": "refused", "errors": [
            {"line": 1, "field": "header", "found": "column 'x'", "allowed": "a, b"},
            {"line": 9, "field": "quote", "found": "an open quote", "allowed": "pairs"}]}
          """);
      assertThat(run("consents", "import", file.toString())).isEqualTo(2);
    }
    assertThat(err.toString().lines())
        .containsExactly(
            file + ":1: header: found column 'x'; allowed: a, b",
            file + ":9: quote: found an open quote; allowed: pairs",
            "tidegate: " + file + " is refused whole, with 2 errors; nothing was imported");
  }

  @Test
  void aFileThatIsNotThereIsWrongUseAndASystemThatIsNotThereSaysHowToStartIt() throws IOException {
    assertThat(run("consents", "import", "/nowhere.csv")).isEqualTo(2);
    assertThat(run("consents", "import", file("x").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("/nowhere.csv is not a file", "tidegate up --data");
  }

  @Test
  void aUserIsShown() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "GET /v1/consents?user=u+%2F1",
          200,
          """
          {"consents": [{"institution": "BANK", "state": "ended", "endReason": "consent-ended",
            "endedAt": "2026-11-01T00:00:00Z", "eligibleFrom": "2026-01-01T00:00:00Z",
            "expiresAt": null, "lastAccessAt": null, "hasToken": true, "lastRefreshedAt": null,
            "lastOutcome": "consent-ended", "givenUpUntil": null, "nextTurn": "none",
            "failures": [{"startedAt": "2026-10-31T00:00:00Z", "call": "balance", "object": "110",
              "page": 1, "responseClass": "throttled", "status": 429, "code": null,
              "durationMicros": 31500, "transactionId": "T1"}]}]}
          """);
      assertThat(run("consents", "show", "u /1")).isZero();
    }
    assertThat(out.toString())
        .isEqualTo(
            """
            BANK
              state           ended since 2026-11-01T00:00:00Z (consent-ended)
              last refreshed  never
              last outcome    consent-ended
              next turn       none
              token           stored
              last failed calls
                2026-10-31T00:00:00Z balance of 110 page 1: throttled, status 429, code none, 31.5 ms, T1
            """);
  }

  @Test
  void aUserIsErased() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on("DELETE /v1/consents?user=u1", 200, "{\"consents\": 1}");
      assertThat(run("consents", "erase", "u1")).isZero();
    }
    assertThat(out.toString()).isEqualTo("erased, with 1 consent\n");
  }

  @Test
  void whoeverErasesAUserInTheMidstOfARefreshIsToldWhenToEraseAgain() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "DELETE /v1/consents?user=u1",
          200,
          "{\"consents\": 1, \"underWayUntil\": \"2026-11-27T22:41:50Z\"}");
      assertThat(run("consents", "erase", "u1")).isZero();
    }
    assertThat(out.toString())
        .isEqualTo(
            """
            erased, with 1 consent
            a refresh of this user was under way: erase again after 2026-11-27T22:41:50Z, so that \
            readers of bodies forget its answers too
            """);
  }

  @Test
  void aTrialShowsEachCallOnceAsItComesAndItsOutcome() throws IOException {
    String call =
        """
        {"sequence": %d, "call": "accounts", "object": null, "page": 1, "transactionId": "T%d",
         "startedAt": "2026-11-21T03:00:00Z", "request": "GET /v1/accounts\\nauthorization: ***",
         "answer": "{}", "answerBytes": 2, "status": 200, "code": "00000",
         "responseClass": "success", "durationMicros": 1500}
        """;
    String trial = "{\"id\": 4, \"finishedAt\": %s, \"outcome\": %s, \"calls\": [%s]}";
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker
          .on("POST /v1/trials", 202, trial.formatted("null", "null", ""))
          .on("GET /v1/trials/4?after=0", 200, trial.formatted("null", "null", ""))
          .on(
              "GET /v1/trials/4?after=0",
              200,
              trial.formatted("null", "null", call.formatted(1, 1)))
          .on(
              "GET /v1/trials/4?after=1",
              200,
              trial.formatted("\"2026-11-21T03:00:01Z\"", "\"success\"", call.formatted(2, 2)));
      assertThat(run("institutions", "try", "BANK", "--user", "u1")).isZero();
      assertThat(worker.asked().getFirst()).contains("\"institution\":\"BANK\"", "\"user\":\"u1\"");
    }
    assertThat(out.toString())
        .containsOnlyOnce("#1 accounts page 1")
        .containsOnlyOnce("#2 accounts page 1")
        .contains("> authorization: ***\n< {}\n= success (status 200, code 00000) after 1.5 ms")
        .endsWith("outcome: success\n");
  }

  @Test
  void aTrialThatMustNotBeMadeSaysWhy() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "POST /v1/trials", 409, "{\"detail\": \"BANK may not be called now: closed until X\"}");
      assertThat(run("institutions", "try", "BANK", "--user", "u1")).isEqualTo(1);
    }
    assertThat(err.toString()).isEqualTo("tidegate: BANK may not be called now: closed until X\n");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(data.resolve("c 1.csv"), content);
  }

  private int run(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data.toString();
    return Tidegate.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }
}
