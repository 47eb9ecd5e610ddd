package io.tidegate.worker.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.FieldPath;
import io.tidegate.worker.call.AnswerFields.Meaning;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private static final AnswerFields FIELDS =
      new AnswerFields()
          .with(FieldPath.parse("rsp_code"), Meaning.CODE)
          .with(FieldPath.parse("links.next"), Meaning.CURSOR)
          .with(FieldPath.parse("search_timestamp"), Meaning.SINCE)
          .with(FieldPath.parse("account_list[*].account_num"), Meaning.OBJECT);

  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  private static AnswerReader read(byte[]... chunks) {
    AnswerReader reader = new AnswerReader(FIELDS, 1_000);
    for (byte[] chunk : chunks) {
      reader.feed(chunk);
    }
    reader.end();
    return reader;
  }

  @Test
  void theWantedValuesAreFoundHoweverTheAnswerIsCutIntoChunks() {
    byte[] answer =
        """
        {"rsp_code":"00000","rsp_code_":"no","nested":{"rsp_code":"no","search_timestamp":["no"]},
         "links":{"prev":"no","next":"쪽 \\"7\\""},"search_timestamp":1763700000,
         "account_list":[{"account_num":"11","x":[{"account_num":"no"}]},{"a":null},
         ["no",{"account_num":"no"}],{"account_num":"22"},"no"],"account_num":"no"}\
        """
            .getBytes(UTF_8);
    for (int run = 0; run < 200; run++) {
      AnswerReader reader = new AnswerReader(FIELDS, 1_000);
      for (int from = 0; from < answer.length; ) {
        int to = Math.min(answer.length, from + 1 + random.nextInt(40));
        reader.feed(Arrays.copyOfRange(answer, from, to));
        from = to;
      }
      reader.end();
      assertThat(reader.isBroken()).as("-Dtidegate.seed=%d", seed).isFalse();
      assertThat(reader.code()).isEqualTo("00000");
      assertThat(reader.cursor()).isEqualTo("쪽 \"7\"");
      assertThat(reader.since()).isEqualTo("1763700000");
      assertThat(reader.objects()).isEqualTo(List.of("11", "22"));
    }
  }

  @Test
  void whatIsNoJsonIsBrokenAndWhatIsNothingIsNot() {
    for (String garbage :
        List.of("<html>", "{", "{\"a\":1", "{\"a\" 1}", "[1,2", "\u0000", "{}}")) {
      assertThat(read(garbage.getBytes(UTF_8)).isBroken()).as(garbage).isTrue();
    }
    assertThat(read().isBroken()).isFalse();
    assertThat(read("[]".getBytes(UTF_8)).isBroken()).isFalse();
    assertThat(read("{\"rsp_code\":null}".getBytes(UTF_8)).code()).isNull();
  }

  @Test
  void anEmptyCursorIsNone() {
    assertThat(read("{\"links\":{\"next\":\"\"}}".getBytes(UTF_8)).cursor()).isNull();
  }

  @Test
  void anAnswerNestedWithoutEndIsBrokenAndNotAnOverflow() {
    assertThat(read("{\"a\":".repeat(100_000).getBytes(UTF_8)).isBroken()).isTrue();
  }

  @Test
  void ofSeveralCodesTheFirstCounts() {
    assertThat(read("{\"rsp_code\":\"1\",\"rsp_code\":\"2\"}".getBytes(UTF_8)).code())
        .isEqualTo("1");
  }

  @Test
  void aValueThatNobodyMeansAsOneBreaksTheAnswer() {
    String longest = "x".repeat(4_096);
    assertThat(read(("{\"rsp_code\":\"" + longest + "\"}").getBytes(UTF_8)).isBroken()).isFalse();
    for (String value : List.of(longest + "x", "a\\u0000", "a\\nb", "\\u001f")) {
      AnswerReader reader = read(("{\"rsp_code\":\"" + value + "\"}").getBytes(UTF_8));
      assertThat(reader.isBroken()).isTrue();
      assertThat(reader.code()).isNull();
      // What nobody wants may be as it likes.
      assertThat(read(("{\"other\":\"" + value + "\"}").getBytes(UTF_8)).isBroken()).isFalse();
    }
  }

  @Test
  void noMoreObjectsAreKeptThanCallsCouldBeMadeFor() {
    String many = "{\"account_num\":\"1\"},".repeat(5_000) + "{}";
    AnswerReader reader = read(("{\"account_list\":[" + many + "]}").getBytes(UTF_8));
    assertThat(reader.isBroken()).isFalse();
    assertThat(reader.objects()).hasSize(1_000);
  }
}
