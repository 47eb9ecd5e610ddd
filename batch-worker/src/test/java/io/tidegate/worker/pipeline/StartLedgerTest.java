package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartLedgerTest {
  private static final String CALLS =
      """
      calls:
        - name: accounts
          get: "/accounts?user={user}"
      """;

  @TempDir Path folder;

  @Test
  void eachStartIsARowAsTheReceiversLedgerHasItAndStandsInTheFileAtOnce() throws Exception {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = new LaneLab(MinutePipelineTest.policy("T01", institution, CALLS));
        StartLedger ledger = StartLedger.in(folder)) {
      lab.second(lab.claim(3));
      lab.run(Duration.ofSeconds(1));
      lab.ended(3);

      lab.started.forEach(ledger);

      List<String> rows = rows();
      assertThat(rows.getFirst())
          .isEqualTo("institution,user,call,object,page,epoch_micros,status,rsp_code");
      assertThat(rows.subList(1, 4))
          .extracting(row -> row.replaceAll("[0-9]{16}", "AT"))
          .containsExactly(
              "T01,u-0,accounts,,1,AT,0,",
              "T01,u-1,accounts,,1,AT,0,",
              "T01,u-2,accounts,,1,AT,0,");
      assertThat(rows.subList(1, 4))
          .extracting(
              row -> Instant.EPOCH.plus(Long.parseLong(row.split(",", -1)[5]), ChronoUnit.MICROS))
          .isSorted()
          .allMatch(
              at -> !at.isBefore(LaneLab.MINUTE) && at.isBefore(LaneLab.MINUTE.plusSeconds(2)));
    }
  }

  private List<String> rows() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return Files.readAllLines(files.findFirst().orElseThrow());
    }
  }
}
