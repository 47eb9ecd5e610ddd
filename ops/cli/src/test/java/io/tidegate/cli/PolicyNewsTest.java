package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyNewsTest {
  private static final String INSTITUTIONS = "GET /v1/institutions";
  private static final String PROBLEMS = "GET /v1/institutions/problems";
  private static final String PROBLEM =
      """
      [{"file": "b.yaml", "line": 3, "key": "lanes", "found": "0", "allowed": "1 to 1024"}]
      """;

  @TempDir private Path data = Path.of("");
  private final List<String> said = new ArrayList<>();

  @Test
  void whatIsNewIsSaidOnce() throws IOException {
    try (WorkerDouble scheduler = new WorkerDouble(data)) {
      scheduler
          .on(PROBLEMS, 200, "[]")
          .on(PROBLEMS, 200, PROBLEM)
          .on(PROBLEMS, 200, PROBLEM)
          .on(PROBLEMS, 200, "[]")
          .on(INSTITUTIONS, 200, "[" + one("A", 1) + "," + one("B", 1) + "]")
          .on(INSTITUTIONS, 200, "[" + one("A", 1) + "," + one("B", 1) + "]")
          .on(INSTITUTIONS, 200, "[" + one("A", 1) + "," + one("B", 1) + "]")
          .on(INSTITUTIONS, 200, "[" + one("B", 2) + "," + one("C", 1) + "]");
      PolicyNews news = new PolicyNews(RunningSystem.on(data), said::add);
      for (int look = 0; look < 6; look++) {
        news.look();
      }
    }
    assertThat(said)
        .containsExactly(
            "in force: A, B",
            "b.yaml:3: lanes: found 0; allowed: 1 to 1024",
            "this change of the policy files is refused; the old ones hold",
            "the policy files are right again",
            "the new policy of B is in force",
            "institution C is in force",
            "institution A is gone: it has no file any more");
  }

  @Test
  void aSystemWithoutInstitutionsSaysSo() throws IOException {
    try (WorkerDouble scheduler = new WorkerDouble(data)) {
      scheduler.on(PROBLEMS, 200, "[]").on(INSTITUTIONS, 200, "[]");
      new PolicyNews(RunningSystem.on(data), said::add).look();
    }
    assertThat(said)
        .containsExactly("no institution is in force: their folder holds no policy file");
  }

  @Test
  void aSchedulerThatIsGoneForAMomentIsNoNews() throws IOException {
    PolicyNews news = new PolicyNews(RunningSystem.on(data), said::add);
    news.look();
    try (WorkerDouble scheduler = new WorkerDouble(data)) {
      scheduler.on(PROBLEMS, 503, "{}");
      news.look();
    }
    news.look();
    assertThat(said).isEmpty();
  }

  private static String one(String code, int version) {
    return "{\"code\": \"%s\", \"policyVersion\": %d}".formatted(code, version);
  }
}
