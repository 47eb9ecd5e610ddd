package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever is on call sees first: {@code plan show}. */
class TodayTableTest {
  private static final String DAY =
      """
      {"institution": "%s", "zone": "Asia/Seoul", "date": "2026-11-21", "opensAt": %s,
       "target": %s, "planned": 1200, "calls": %d, "succeeded": %d,
       "promise": {"institution": "%1$s", "kept": %b, "users": 90000,
         "until": "2026-11-21T15:00:00Z", "shortfall": %d, "answer": ["%1$s: an answer."]}}
      """;
  private static final String STATE =
      """
      {"code": "%s", "policyVersion": 1, "rateFactor": %s, "blockedUntil": %s, "reason": null}
      """;
  private static final String LONG_AGO = "\"2020-01-01T00:00:00Z\"";

  @TempDir private Path data = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void eachInstitutionHasALineAndThoseThatFailTheirPromiseAnAnswer() throws IOException {
    try (WorkerDouble scheduler = new WorkerDouble(data)) {
      scheduler
          .on(
              "GET /v1/plans",
              200,
              "["
                  + String.join(
                      ",",
                      DAY.formatted("GOOD", LONG_AGO, "17000", 2000, 1990, true, 0),
                      DAY.formatted("SLOW", LONG_AGO, "17000", 0, 0, false, 4000),
                      DAY.formatted("HELD", LONG_AGO, "null", 10, 0, true, 0),
                      DAY.formatted("LATE", "\"2099-11-21T13:30:03Z\"", "17000", 10, 10, true, 0),
                      DAY.formatted("SHUT", "null", "0", 0, 0, true, 0))
                  + "]")
          .on(
              "GET /v1/institutions",
              200,
              "["
                  + String.join(
                      ",",
                      STATE.formatted("SLOW", "0.5", "null"),
                      STATE
                          .formatted("HELD", "1", "\"2099-11-21T13:30:03Z\"")
                          .replace("\"reason\": null", "\"reason\": \"429, Retry-After: 90\""))
                  + "]")
          .on("GET /v1/institutions/problems", 200, "[]");
      assertThat(show()).isEqualTo(1);
    }
    assertThat(out.toString().lines())
        .containsExactly(
            "institution      now                      users today         sent        calls    "
                + " well         left  until      fit",
            "GOOD             open                          17,000        1,200        2,000   "
                + " 99.5%       90,000  Sun 00:00  all",
            "SLOW             open, slowed to 50%           17,000        1,200            0       "
                + " -       90,000  Sun 00:00  4,000 do not",
            "HELD             held until 22:30:03      not planned        1,200           10    "
                + " 0.0%       90,000  Sun 00:00  all",
            "LATE             opens Sat 22:30               17,000        1,200           10  "
                + " 100.0%       90,000  Sun 00:00  all",
            "SHUT             closed                             0        1,200            0       "
                + " -       90,000  Sun 00:00  all",
            "",
            "HELD: 429, Retry-After: 90.",
            "SLOW: an answer.",
            "4 of 5 institutions can keep their promise.");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void anInstitutionAtWhichNothingSucceedsIsSeenAtOnceWithSinceWhenAndHow() throws IOException {
    String down =
        DAY.formatted("DOWN", LONG_AGO, "17000", 4000, 3000, true, 0)
            .replace(
                "\"promise\":",
                """
                "failing": {"since": "2026-11-21T04:12:00Z", "calls": 1070, "mostly": "transient"},
                 "promise":\
                """);
    try (WorkerDouble scheduler = new WorkerDouble(data)) {
      scheduler
          .on("GET /v1/plans", 200, "[" + down + "]")
          .on("GET /v1/institutions", 200, "[]")
          .on("GET /v1/institutions/problems", 200, "[]");
      assertThat(show()).isEqualTo(1);
    }
    assertThat(out.toString())
        .contains(
            "DOWN             FAILING since Sat 13:12       17,000        1,200        4,000   "
                + " 75.0%       90,000  Sun 00:00  all\n",
            "DOWN: none of the 1,070 calls since Sat 2026-11-21 13:12 (Asia/Seoul) has succeeded;"
                + " most of them: transient.\n");
  }

  @Test
  void aRefusedChangeOfThePoliciesIsSaidWithItsErrors() throws IOException {
    try (WorkerDouble scheduler = new WorkerDouble(data)) {
      scheduler
          .on("GET /v1/plans", 200, "[" + DAY.formatted("GOOD", LONG_AGO, "1", 1, 1, true, 0) + "]")
          .on("GET /v1/institutions", 200, "[]")
          .on(
              "GET /v1/institutions/problems",
              200,
              "[{\"file\": \"a.yaml\", \"line\": 2, \"key\": \"lanes\", \"found\": \"0\","
                  + " \"allowed\": \"1 to 1024\"}]");
      assertThat(show()).isEqualTo(1);
    }
    assertThat(out.toString()).endsWith("1 of 1 institution can keep its promise.\n");
    assertThat(err.toString().lines())
        .containsExactly(
            "a.yaml:2: lanes: found 0; allowed: 1 to 1024",
            "tidegate: the last change of the policy files is refused; the old ones hold");
  }

  @Test
  void withoutAnInstitutionItSaysHowToWriteOne() throws IOException {
    try (WorkerDouble scheduler = new WorkerDouble(data)) {
      scheduler.on("GET /v1/plans", 200, "[]").on("GET /v1/institutions/problems", 200, "[]");
      assertThat(show()).isZero();
    }
    assertThat(out.toString()).contains("tidegate institutions new CODE --preset kr-mydata");
  }

  private int show() {
    return Tidegate.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        "plan",
        "show",
        "--data",
        data.toString());
  }
}
