package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseClassesTest {

  /** The suggestions of the fact sheet in our words; it says "one retry" of permanent-ish. */
  private static final Map<String, ResponseClass> WORDS =
      Map.ofEntries(
          Map.entry("success", ResponseClass.SUCCESS),
          Map.entry("permanent", ResponseClass.PERMANENT),
          Map.entry("permanent-ish", ResponseClass.TRANSIENT),
          Map.entry("auth", ResponseClass.AUTH),
          Map.entry("config", ResponseClass.CONFIG),
          Map.entry("consent-ended", ResponseClass.CONSENT_ENDED),
          Map.entry("throttled-client", ResponseClass.THROTTLED),
          Map.entry("asset-closed", ResponseClass.ASSET_CLOSED),
          Map.entry("quota", ResponseClass.QUOTA),
          Map.entry("transient", ResponseClass.TRANSIENT),
          Map.entry("maintenance", ResponseClass.MAINTENANCE),
          Map.entry("window", ResponseClass.OUTSIDE_WINDOW));

  private final ResponseClasses korea =
      Policies.parse("preset: kr-mydata\nwindows: [\"0030:0630\"]\n").responses();

  @Test
  void everyKoreanCodeMeansWhatTheStandardSays() throws IOException {
    List<String> rows = rows();
    assertThat(rows).hasSize(32);
    for (String row : rows) {
      List<String> cells = List.of(row.split(",", 5));
      ResponseClass meaning =
          cells.get(1).equals("00001") ? ResponseClass.UNCHANGED : WORDS.get(cells.get(3));
      assertThat(korea.classify(Integer.parseInt(cells.get(0)), cells.get(1)))
          .as(row)
          .isEqualTo(meaning);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "304,,UNCHANGED",
    "302,,CONFIG",
    "400,,PERMANENT",
    "401,,AUTH",
    "404,,CONFIG",
    "408,,TRANSIENT",
    "429,,THROTTLED",
    "500,,TRANSIENT",
    "503,,TRANSIENT",
    "501,,PERMANENT",
    "199,,PERMANENT",
    "999,,PERMANENT",
    "-1,,PERMANENT",
    "1000,,PERMANENT",
    "500,59999,TRANSIENT",
    "429,42999,THROTTLED",
    "500,50009,OUTSIDE_WINDOW",
    "500,50010,OUTSIDE_WINDOW",
    "500,50008,MAINTENANCE",
    "503,50009,TRANSIENT",
  })
  void whatHasNoEntryMeansWhatHttpSays(int status, String code, ResponseClass meaning) {
    assertThat(korea.classify(status, code)).isEqualTo(meaning);
  }

  @Test
  void aSuccessWithoutACodeThatIsKnownIsOneOnlyWhereThereAreNoCodes() {
    ResponseClasses brazil = Policies.parse("preset: brazil-open-finance\n").responses();
    assertThat(brazil.classify(200, null)).isEqualTo(ResponseClass.SUCCESS);
    assertThat(brazil.classify(204, null)).isEqualTo(ResponseClass.SUCCESS);
    assertThat(korea.classify(200, null)).isEqualTo(ResponseClass.TRANSIENT);
    assertThat(korea.classify(200, "0")).isEqualTo(ResponseClass.TRANSIENT);
    assertThat(korea.classify(204, null)).isEqualTo(ResponseClass.TRANSIENT);
  }

  @Test
  void aFileOverridesSingleEntriesOfAPreset() {
    ResponseClasses own =
        Policies.parse(
                """
                preset: kr-mydata
                windows: ["0030:0630"]
                responses: {classes: {"500/50007": permanent, "5xx": maintenance, "418": quota}}
                """)
            .responses();
    assertThat(own.classify(500, "50007")).isEqualTo(ResponseClass.PERMANENT);
    assertThat(own.classify(500, "50009")).isEqualTo(ResponseClass.OUTSIDE_WINDOW);
    assertThat(own.classify(502, null)).isEqualTo(ResponseClass.MAINTENANCE);
    assertThat(own.classify(501, null)).isEqualTo(ResponseClass.PERMANENT);
    assertThat(own.classify(418, "x")).isEqualTo(ResponseClass.QUOTA);
  }

  @Test
  void brazilHasStatusesOfItsOwn() {
    ResponseClasses brazil = Policies.parse("preset: brazil-open-finance\n").responses();
    assertThat(brazil.classify(423, null)).isEqualTo(ResponseClass.QUOTA);
    assertThat(brazil.classify(429, null)).isEqualTo(ResponseClass.THROTTLED);
    assertThat(brazil.classify(529, null)).isEqualTo(ResponseClass.THROTTLED);
  }

  private static List<String> rows() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ResponseClassesTest.class.getResourceAsStream("mydata_rsp_codes.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
  }
}
