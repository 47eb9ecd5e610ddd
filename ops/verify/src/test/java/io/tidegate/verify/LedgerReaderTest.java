package io.tidegate.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerReaderTest {
  private static final String HEADER = String.join(",", LedgerReader.HEADER);
  private static final String GOOD = "BANK,u,accounts,,1,1772452800000000,200,00000";
  @TempDir Path folder;

  private Judgement judge(String text) throws Exception {
    Laws laws = new BankLaws().limit(2, Duration.ofSeconds(1)).laws();
    return Verify.byLaws(List.of(laws), List.of()).judge(LedgerFile.write(folder, text));
  }

  private List<BadRow> wrongRows(String text) {
    UnreadableLedger e =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            UnreadableLedger.class, () -> judge(text));
    assertThat(e).as("the ledger should be refused: %s", text).isNotNull();
    return e.rows();
  }

  @Test
  void everyWrongRowIsReportedWithItsLine() {
    String text =
        String.join(
            "\n",
            HEADER,
            GOOD,
            "NOBANK,u,accounts,,1,1772452800000000,200,00000",
            GOOD,
            "BANK,u,accounts,,0,yesterday,999,00000",
            "",
            "BANK,u,accounts");

    assertThat(wrongRows(text)).extracting(BadRow::line).containsExactly(3L, 5L, 5L, 5L, 6L, 7L);
    assertThat(wrongRows(text).get(2).problem())
        .isEqualTo(
            "epoch_micros must be 946684800000000 to 7258118400000000, but is \"yesterday\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "BANK,u,,,1,1772452800000000,200,00000 | call must not be empty",
        "BANK,u,accounts,,-1,1772452800000000,200, | page must be 1",
        "BANK,u,accounts,,1.5,1772452800000000,200, | page must be 1",
        "BANK,u,accounts,,99999999999,1772452800000000,200, | page must be 1",
        "BANK,u,accounts,,1,1772452800000,200, | epoch_micros must be",
        "BANK,u,accounts,,1,1772452800000000000,200, | epoch_micros must be",
        "BANK,u,accounts,,1,,200, | epoch_micros must be",
        "BANK,u,accounts,,1,1772452800000000,600, | status must be 0 to 599",
        "BANK,u,accounts,,1,1772452800000000,OK, | status must be 0 to 599",
        "bank,u,accounts,,1,1772452800000000,200, | institution \"bank\"",
        "BANK,u,accounts,,1,1772452800000000,200,,more | a row has 8 fields",
        "BANK;u;accounts;;1;1772452800000000;200; | a row has 8 fields",
      })
  void aWrongFieldIsSaidWithWhatWasFoundAndWhatIsAllowed(String row, String problem) {
    assertThat(wrongRows(HEADER + "\n" + row))
        .singleElement()
        .satisfies(
            bad -> {
              assertThat(bad.line()).isEqualTo(2);
              assertThat(bad.problem()).contains(problem);
            });
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws Exception {
    Path file = folder.resolve("arrivals.csv");
    byte[] row =
        (HEADER + "\nBANK,é,accounts,,1,1772452800000000,200,")
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, row);
    Laws laws = new BankLaws().laws();

    assertThatThrownBy(() -> Verify.byLaws(List.of(laws), List.of()).judge(file))
        .asInstanceOf(InstanceOfAssertFactories.type(UnreadableLedger.class))
        .extracting(e -> e.rows().getFirst().problem())
        .asString()
        .startsWith("user is not UTF-8");
  }

  @Test
  void anEndlessQuotedFieldIsRefusedAndNotSwallowed() {
    String endless = HEADER + "\n" + GOOD + "\nBANK,\"u" + ",x".repeat(20_000_000);

    assertThat(wrongRows(endless).getFirst().problem()).contains("cannot be read as CSV");
  }

  @Test
  void anEmptyFileAndAWrongHeaderAreRefused() {
    assertThat(wrongRows("").getFirst().problem()).contains("the file is empty");
    assertThat(wrongRows("a,b\n" + GOOD)).singleElement().extracting(BadRow::line).isEqualTo(1L);
  }

  @Test
  void aMissingFileIsSaidToBeMissing() {
    Laws laws = new BankLaws().laws();

    assertThatThrownBy(
            () -> Verify.byLaws(List.of(laws), List.of()).judge(folder.resolve("none.csv")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aLedgerWithoutCallsIsKeptAndSaysThatNothingWasJudged() throws Exception {
    Judgement judgement = judge(HEADER + "\n");

    assertThat(judgement.kept()).isTrue();
    assertThat(VerdictTable.lines(judgement)).last().asString().contains("nothing was judged");
  }

  @Test
  void quotesByteOrderMarkAndCrLfAreFine() throws Exception {
    String text =
        "\uFEFF"
            + HEADER
            + "\r\n\"BANK\",\"u,\"\"1\"\"\",accounts,\"a\nb\",,1772452800000000,0,\r\n"
            + GOOD
            + "\r\n";

    assertThat(judge(text).calls()).isEqualTo(2);
  }

  @Test
  void aWrongStallFileIsRefusedToo() throws Exception {
    Files.writeString(
        folder.resolve("arrivals.stalls.csv"), "from_micros,until_micros,cause\n9,1,back\nx,y,z\n");

    assertThatThrownBy(() -> judge(HEADER + "\n" + GOOD))
        .asInstanceOf(InstanceOfAssertFactories.type(UnreadableLedger.class))
        .extracting(e -> e.rows().size())
        .isEqualTo(2);
  }
}
