package io.tidegate.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidegate.worker.job.Row.Good;
import io.tidegate.worker.job.Row.Rejected;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
  private static final String ALL =
      "institution,user,cycle,last_refreshed_at,expires_at,state,last_access_at,token\n";

  @Test
  void everyColumnIsRead() throws IOException {
    assertThat(
            rows(
                ALL
                    + "A,u1,P1M,2026-11-20T01:02:03.5Z,2031-01-01T00:00:00+09:00,ended,"
                    + "2026-11-01T00:00:00Z,abc.DEF-1\n"))
        .containsExactly(
            new Good(
                new Candidate(
                    2,
                    1,
                    "u1",
                    Duration.ofDays(30),
                    Instant.parse("2026-11-20T01:02:03.5Z"),
                    Instant.parse("2030-12-31T15:00:00Z"),
                    "ended",
                    Instant.parse("2026-11-01T00:00:00Z"),
                    "abc.DEF-1")));
  }

  @Test
  void anEmptyFieldSaysNothing() throws IOException {
    assertThat(rows(ALL + "B,u1,,,,,,\n"))
        .containsExactly(new Good(new Candidate(2, 2, "u1", null, null, null, null, null, null)));
  }

  static Stream<Arguments> sameFiles() {
    return Stream.of(
        arguments("line feeds", "institution,user\nA,u1\nB,u2\n"),
        arguments("no line end at the end", "institution,user\nA,u1\nB,u2"),
        arguments("CRLF", "institution,user\r\nA,u1\r\nB,u2\r\n"),
        arguments("CR", "institution,user\rA,u1\rB,u2\r"),
        arguments("a byte order mark", "\uFEFFinstitution,user\nA,u1\nB,u2\n"),
        arguments("a byte order mark before a quote", "\uFEFF\"institution\",user\nA,u1\nB,u2\n"),
        arguments("quotes", "\"institution\",\"user\"\n\"A\",\"u1\"\n\"B\",\"u2\"\n"),
        arguments("other order of columns", "user,institution\nu1,A\nu2,B\n"),
        arguments("an optional column", "institution,state,user\nA,,u1\nB,,u2\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sameFiles")
  void oneFileMayBeWrittenInManyWays(String way, String file) throws IOException {
    assertThat(rows(file))
        .as(way)
        .extracting(row -> ((Good) row).candidate().user())
        .containsExactly("u1", "u2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"o'brien", "a;b", "사용자-1", "a b", "\\N", "a\\tb", "😀", "ß"})
  void aUserMayBeAnyPlainText(String user) throws IOException {
    assertThat(rows("institution,user\nA," + user))
        .containsExactly(new Good(new Candidate(2, 1, user, null, null, null, null, null, null)));
  }

  @Test
  void quotedCommasAndDoubledQuotesAreText() throws IOException {
    assertThat(rows("institution,user\nA,\"a,\"\"b\"\"\"\n"))
        .extracting(row -> ((Good) row).candidate().user())
        .containsExactly("a,\"b\"");
  }

  @Test
  void emptyLinesArePassedOverAndLinesAreCountedAsAnEditorDoes() throws IOException {
    assertThat(rows("\n\ninstitution,user\r\n\r\nA,u1\r\n\n\nX,u2\n"))
        .extracting(row -> row instanceof Good good ? good.candidate().line() : -line(row))
        .containsExactly(5L, -8L);
  }

  static Stream<Arguments> wrongRows() {
    String name = "institution,user\n";
    return Stream.of(
        arguments(
            name,
            "X,u1",
            "institution 'X' is not known; a new policy file holds from the next minute on: see"
                + " `plan show`"),
        arguments(name, "a,u1", "institution 'a' is not known"),
        arguments(name, "A ,u1", "institution 'A ' is not known"),
        arguments(name, ",u1", "institution is empty"),
        arguments(name, "A,", "user is empty"),
        arguments(name, ",", "institution is empty; user is empty"),
        arguments(name, "A", "1 fields instead of 2"),
        arguments(name, "A,u1,x", "3 fields instead of 2"),
        arguments(name, "A,u1,", "3 fields instead of 2"),
        arguments(name, "A;u1", "1 fields instead of 2"),
        arguments(name, " ", "1 fields instead of 2"),
        arguments(name, "A, u1", "user ' u1' begins or ends with blanks"),
        arguments(name, "A,u1 ", "user 'u1 ' begins or ends with blanks"),
        arguments(name, "A,\" \"", "user ' ' begins or ends with blanks"),
        arguments(name, "A,u\t1", "user 'u\\u00091' has control characters"),
        arguments(name, "A,u\u0007", "user 'u\\u0007' has control characters"),
        arguments(name, "A,\"u\n1\"", "user 'u\\u000a1' has control characters"),
        arguments(name, "A,\"u\r\n1\"", "user 'u\\u000d\\u000a1' has control characters"),
        arguments(name, "A,u\u0085", "user 'u\\u0085' has control characters"),
        arguments(name, "A,u\u2028", "user 'u\u2028' has control characters"),
        arguments(name, "A," + "u".repeat(129), "user has 129 characters; at most 128 are allowed"),
        arguments(ALL, "A,u1,1 week,,,,,", "cycle '1 week' is none; allowed is a duration such as"),
        arguments(ALL, "A,u1,P0D,,,,,", "cycle 'P0D' is none"),
        arguments(ALL, "A,u1,-P7D,,,,,", "cycle '-P7D' is none"),
        arguments(ALL, "A,u1,P3Y,,,,,", "cycle 'P3Y' is none"),
        arguments(ALL, "A,u1,,2026-11-20,,,,", "last_refreshed_at '2026-11-20' is no instant"),
        arguments(ALL, "A,u1,,2026-11-20T10:00:00,,,,", "is no instant; allowed is ISO 8601"),
        arguments(ALL, "A,u1,,20.11.2026,,,,", "last_refreshed_at '20.11.2026' is no instant"),
        arguments(ALL, "A,u1,,1763697600,,,,", "last_refreshed_at '1763697600' is no instant"),
        arguments(ALL, "A,u1,,2026-02-30T00:00:00Z,,,,", "is no instant"),
        arguments(
            ALL, "A,u1,,2026-11-21T04:00:00Z,,,,", "after the year 1999 and not in the future"),
        arguments(ALL, "A,u1,,1970-01-01T00:00:00Z,,,,", "must be after the year 1999"),
        arguments(ALL, "A,u1,,,never,,,", "expires_at 'never' is no instant"),
        arguments(ALL, "A,u1,,,+1000000-01-01T00:00:00Z,,,", "50 years ahead at most"),
        arguments(ALL, "A,u1,,,2126-01-01T00:00:00Z,,,", "50 years ahead at most"),
        arguments(ALL, "A,u1,,,,Active,,", "state 'Active' is none; allowed are active, ended"),
        arguments(ALL, "A,u1,,,,paused,,", "state 'paused' is none"),
        arguments(ALL, "A,u1,,,,deleted,,", "state 'deleted' is none"),
        arguments(
            ALL, "A,u1,,,,,2027-01-01T00:00:00Z,", "last_access_at '2027-01-01T00:00:00Z' must"),
        arguments(ALL, "A,u1,,,,,,my token", "token must be 1 to 4096 visible ASCII characters"),
        arguments(ALL, "A,u1,,,,,,tökén", "token must be"),
        arguments(ALL, "A,u1,,,,,," + "t".repeat(4097), "token must be"),
        arguments(
            ALL,
            "X,,soon,x,y,z,w,a b",
            "see `plan show`; user is empty; cycle 'soon' is none; allowed is a"));
  }

  @ParameterizedTest
  @MethodSource("wrongRows")
  void aWrongRowIsRejectedWithItsLineAndEveryReasonAndTheNextIsTaken(
      String header, String row, String reason) throws IOException {
    String good = header.equals(ALL) ? "A,good,,,,,," : "A,good";
    List<Row> rows = rows(header + row + "\n" + good + "\n");
    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst())
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.line()).isEqualTo(2);
              assertThat(rejected.reasons()).contains(reason);
            });
    assertThat(rows.getLast())
        .isInstanceOfSatisfying(
            Good.class, taken -> assertThat(taken.candidate().user()).isEqualTo("good"));
  }

  @Test
  void aTokenIsNeverShown() throws IOException {
    assertThat(rows(ALL + "A,u1,,,,,,my secret token\n").toString()).doesNotContain("secret");
  }

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        arguments("", "line 1, file: found nothing"),
        arguments("\uFEFF", "line 1, file: found nothing"),
        arguments("\n\r\n\n", "line 1, file: found nothing"),
        arguments("institution,user", "line 1, file: found a header and no row"),
        arguments("institution,user\r\n\r\n", "line 1, file: found a header and no row"),
        arguments("A,u1\nA,u2\n", "line 1, header: found column 'A'"),
        arguments("user\nu1\n", "line 1, header: found no column institution"),
        arguments("institution\nA\n", "line 1, header: found no column user"),
        arguments("institution;user\nA;u1\n", "with commas between them"),
        arguments("institution\tuser\nA\tu1\n", "with commas between them"),
        arguments("Institution,User\nA,u1\n", "found column 'Institution'"),
        arguments("institution, user\nA,u1\n", "found column ' user'"),
        arguments("institution,user,user\nA,u1,u1\n", "found column user twice"),
        arguments("institution,user,\nA,u1,\n", "found column ''"),
        arguments("institution,user,email\nA,u1,x\n", "found column 'email'"),
        arguments(
            "institution,user\nA,\"u1\nA,u2\nA,u3\n", "line 2, quote: found a quote that is open"),
        arguments("institution,user\nA,u1\nA,\"u2", "line 3, quote: found a quote that is open"),
        arguments("institution,\"user\nA,u1", "line 1, quote: found a quote that is open"),
        arguments("institution,user\nA,u\"1\n", "line 2, text: found a quote within"),
        arguments(
            "institution,user\nA,\"u1\"x\n", "line 2, text: found text after a closing quote"),
        arguments(
            "institution,user\nA,\"u1\" \n", "line 2, text: found text after a closing quote"),
        arguments("institution,user\nA,u\0001\n", "line 2, text: found the character NUL"),
        arguments("institution,user\nA,u1\nA,u\uFFFF\n", "line 3, text: found bytes that are not"),
        arguments(
            "institution,user\nA,\"" + "u".repeat(70_000) + "\"\nA,u2\n",
            "line 2, text: found a field that does not end"));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void aWrongFileIsRefusedWhole(String file, String said) {
    assertThatThrownBy(() -> rows(file)).isInstanceOf(Refusal.class).hasMessageContaining(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE", "EUC-KR", "windows-1252"})
  void anotherEncodingIsRefusedWhole(String encoding) {
    Charset charset = Charset.forName(encoding);
    String user = charset.newEncoder().canEncode("사용자") ? "사용자" : "é";
    byte[] file = ("institution,user\nA," + user + "\n").getBytes(charset);
    assertThatThrownBy(() -> rows(new ByteArrayInputStream(file)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("text: found");
  }

  @Test
  void allErrorsAreToldAtOnceWithTheirLines() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () -> rows("institution,email,email\nA,\"x\"y\nA,u\0\nB,u1\nA,\"open\n"));
    assertThat(refusal.problems())
        .extracting(problem -> problem.line() + " " + problem.field())
        .containsExactly("1 header", "1 header", "1 header", "2 text", "3 text", "5 quote");
  }

  @Test
  void aThousandWrongLinesAreAHundredErrorsAndACount() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> rows("institution,user\n" + "A,u\"\n".repeat(1_000)));
    assertThat(refusal.problems()).hasSize(101);
    assertThat(refusal.problems().getLast().found()).isEqualTo("900 more errors like these");
  }

  @Test
  void aFileThatReplacesIsRefusedForASingleWrongRow() {
    byte[] file = "institution,user\nA,u1\nX,u2\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () ->
                new Intake(Map.of("A", 1), NOW, true)
                    .read(new ByteArrayInputStream(file), row -> {}))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("line 3, row: found institution 'X' is not known");
  }

  @Test
  void aFileWithoutLineEndsIsRefusedAndReadToItsEnd() throws IOException {
    byte[] begin = "institution,user\n".getBytes(StandardCharsets.UTF_8);
    ClosingStream file =
        new ClosingStream(
            new SequenceInputStream(
                new ByteArrayInputStream(begin), new ByteArrayInputStream(new byte[1_000_000])));

    assertThatThrownBy(() -> rows(file)).isInstanceOf(Refusal.class).hasMessageContaining("line 2");
    assertThat(file.isAtItsEnd()).isTrue();
  }

  /** As a server's: once it is closed, nobody may read it. */
  private static final class ClosingStream extends FilterInputStream {
    private boolean closed;

    ClosingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("Stream closed");
      }
      return super.read(target, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }

    boolean isAtItsEnd() throws IOException {
      return in.read() < 0;
    }
  }

  @Test
  void aStreamThatBreaksOffIsNoWholeFile() {
    byte[] begin = ("institution,user\n" + "A,u\n".repeat(10_000)).getBytes(StandardCharsets.UTF_8);
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(begin),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }

              @Override
              public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("connection reset");
              }
            });
    assertThatThrownBy(() -> rows(broken))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  /** Whatever the bytes are: rows and a count, or a refusal; never anything else. */
  @Test
  void noFileAtAllMakesItStumble() throws IOException {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    System.out.println("tidegate.seed=" + seed);
    Random random = new Random(seed);
    String[] pieces = {"A", "u1", ",", "\n", "\r\n", "\"", "\"\"", " ", "\0", "é", "P7D", "\uFEFF"};
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      StringBuilder file = new StringBuilder(random.nextInt(4) == 0 ? "" : "institution,user\n");
      for (int p = random.nextInt(30); p > 0; p--) {
        file.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = file.toString().getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0 && random.nextInt(5) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(rows(new ByteArrayInputStream(bytes))).isNotEmpty();
      } catch (Refusal refusal) {
        refused++;
        assertThat(refusal.problems()).isNotEmpty();
      }
    }
    assertThat(refused).isBetween(1_000, 4_990);
  }

  private static long line(Row row) {
    return ((Rejected) row).line();
  }

  private static List<Row> rows(String file) throws IOException {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    return rows(new ByteArrayInputStream(bytes));
  }

  private static List<Row> rows(InputStream file) throws IOException {
    List<Row> rows = new ArrayList<>();
    long count = new Intake(Map.of("A", 1, "B", 2), NOW, false).read(file, rows::add);
    assertThat(rows).hasSize((int) count);
    return rows;
  }
}
