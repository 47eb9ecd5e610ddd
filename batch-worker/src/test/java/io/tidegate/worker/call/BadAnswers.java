package io.tidegate.worker.call;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.policy.ResponseClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What institutions answer when something is wrong with them, and what is to be made of it. */
final class BadAnswers {
  static final String GOOD =
      """
      {"rsp_code":"00000","search_timestamp":"7","account_list":[{"account_num":"11"}]}\
      """;

  private static final String JSON = "content-type: application/json; charset=UTF-8\r\n";
  private static final byte[] MEGABYTE = " ".repeat(1 << 20).getBytes(UTF_8);

  private BadAnswers() {}

  /**
   * A bad answer.
   *
   * @param late whether only the response time-out ends the call
   */
  record Case(String name, ResponseClass meaning, boolean late, RawServer.Manner manner) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case is(String name, ResponseClass meaning, RawServer.Manner manner) {
    return new Case(name, meaning, false, manner);
  }

  private static Case late(String name, RawServer.Manner manner) {
    return new Case(name, ResponseClass.TRANSIENT, true, manner);
  }

  private static Case json(String name, ResponseClass meaning, String body) {
    return is(name, meaning, with -> with.answer("200 OK", JSON, body));
  }

  static List<Case> noHttp() {
    return List.of(
        is(
            "bytes that are no HTTP",
            ResponseClass.TRANSIENT,
            with -> with.raw("\0\1\2\3 hello\r\n\r\n")),
        is(
            "HTTP of no known version",
            ResponseClass.TRANSIENT,
            with -> with.raw("HTTP/7.7 200 OK\r\n\r\n")),
        is(
            "a status that is no number",
            ResponseClass.TRANSIENT,
            with -> with.raw("HTTP/1.1 OK OK\r\n\r\n")),
        is(
            "a length that is no number",
            ResponseClass.TRANSIENT,
            with -> with.raw("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n" + GOOD)),
        is(
            "a length below zero",
            ResponseClass.TRANSIENT,
            with -> with.raw("HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n" + GOOD)),
        is(
            "two lengths",
            ResponseClass.TRANSIENT,
            with ->
                with.raw(
                    "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 81\r\n\r\n" + GOOD)),
        is(
            "a chunk whose length is no number",
            ResponseClass.TRANSIENT,
            with -> with.chunked().raw("xyz\r\n{}\r\n")),
        is(
            "a megabyte of one header",
            ResponseClass.TRANSIENT,
            with -> with.raw("HTTP/1.1 200 OK\r\nx-long: ").raw(MEGABYTE).raw("\r\n\r\n")),
        is("headers without end", ResponseClass.TRANSIENT, BadAnswers::headersWithoutEnd),
        is("a reset", ResponseClass.TRANSIENT, RawServer.Conversation::reset),
        is(
            "an end in place of an answer",
            ResponseClass.TRANSIENT,
            RawServer.Conversation::halfClose),
        is(
            "an end within the headers",
            ResponseClass.TRANSIENT,
            with -> with.raw("HTTP/1.1 200 OK\r\ncontent-le").halfClose()),
        is(
            "an end within the body",
            ResponseClass.TRANSIENT,
            with -> with.raw("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n" + GOOD).halfClose()),
        is(
            "an end within the chunks",
            ResponseClass.TRANSIENT,
            with -> with.chunked().chunk(GOOD.getBytes(UTF_8)).halfClose()),
        late("no answer", RawServer.Conversation::silence),
        late("half a status line", with -> with.raw("HTTP/1.1 2").silence()),
        late(
            "a body that stops in the middle",
            with -> with.raw("HTTP/1.1 200 OK\r\ncontent-length: 81\r\n\r\n{\"rsp").silence()),
        late("chunks that drip", BadAnswers::drip),
        late("interim answers without end", BadAnswers::interimWithoutEnd),
        late(
            "an answer after the time-out",
            with -> {
              with.silence();
              with.success();
            }));
  }

  static List<Case> bodies() {
    return List.of(
        is(
            "HTML that calls itself so",
            ResponseClass.TRANSIENT,
            with -> with.answer("200 OK", "content-type: text/html\r\n", "<html>It works!</html>")),
        json("HTML that calls itself JSON", ResponseClass.TRANSIENT, "<html>It works!</html>"),
        json("nothing", ResponseClass.TRANSIENT, ""),
        is(
            "204 and nothing",
            ResponseClass.TRANSIENT,
            with -> with.raw("HTTP/1.1 204 None\r\n\r\n")),
        json("null", ResponseClass.TRANSIENT, "null"),
        json("an array", ResponseClass.TRANSIENT, "[]"),
        json("an object without a code", ResponseClass.TRANSIENT, "{}"),
        json(
            "a code that nobody knows", ResponseClass.TRANSIENT, "{\"rsp_code\":0,\"rsp_msg\":[]}"),
        json("JSON that is cut off", ResponseClass.TRANSIENT, GOOD.substring(0, 70)),
        json("two JSON texts", ResponseClass.TRANSIENT, GOOD + "}"),
        json("JSON that is nested without end", ResponseClass.TRANSIENT, "{\"a\":".repeat(10_000)),
        json(
            "a number of 50,000 digits",
            ResponseClass.TRANSIENT,
            GOOD.replace("\"7\"", "7".repeat(50_000))),
        is(
            "a body in UTF-16",
            ResponseClass.TRANSIENT,
            with ->
                with.answer(
                    "200 OK",
                    "content-type: application/json; charset=UTF-16\r\n",
                    GOOD.getBytes(UTF_16))),
        is(
            "a body in EUC-KR that calls itself UTF-8",
            ResponseClass.TRANSIENT,
            with ->
                with.answer(
                    "200 OK",
                    JSON,
                    GOOD.replace("{\"rsp", "{\"name\":\"홍길동\",\"rsp")
                        .getBytes(Charset.forName("EUC-KR")))),
        is(
            "a packed body, though nobody asked for one",
            ResponseClass.TRANSIENT,
            with ->
                with.answer(
                    "200 OK",
                    JSON + "content-encoding: gzip\r\n",
                    packed(GOOD.getBytes(UTF_8), 1))),
        is(
            "a packed body that does not say so",
            ResponseClass.TRANSIENT,
            with -> with.answer("200 OK", JSON, packed(GOOD.getBytes(UTF_8), 1))),
        is(
            "a packed body that would be 50 MB",
            ResponseClass.TRANSIENT,
            with ->
                with.answer("200 OK", JSON + "content-encoding: gzip\r\n", packed(MEGABYTE, 50))),
        is("100 MB", ResponseClass.PERMANENT, BadAnswers::hundredMegabytes),
        is("chunks without end", ResponseClass.PERMANENT, BadAnswers::chunksWithoutEnd),
        json("a cursor of 60 kB", ResponseClass.TRANSIENT, with("next_page", "x".repeat(60_000))),
        json(
            "a cursor with control characters",
            ResponseClass.TRANSIENT,
            with("next_page", "a\\r\\nb")),
        json(
            "a since of 60 kB",
            ResponseClass.TRANSIENT,
            GOOD.replace("\"7\"", '"' + "7".repeat(60_000) + '"')),
        json(
            "an object with a NUL in its name",
            ResponseClass.TRANSIENT,
            GOOD.replace("11", "1\\u00001")));
  }

  private static String with(String member, String value) {
    return GOOD.replace("{\"rsp", "{\"" + member + "\":\"" + value + "\",\"rsp");
  }

  private static byte[] packed(byte[] bytes, int times) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < times; i++) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static void headersWithoutEnd(RawServer.Conversation with) throws IOException {
    with.raw("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 1_000_000; i++) {
      with.raw("x-header-" + i + ": and so on\r\n");
    }
  }

  private static void interimWithoutEnd(RawServer.Conversation with) throws IOException {
    while (with.lingers()) {
      with.raw("HTTP/1.1 100 Continue\r\n\r\n");
    }
  }

  private static void drip(RawServer.Conversation with) throws IOException {
    with.chunked();
    while (with.lingers()) {
      with.chunk(new byte[] {' '});
    }
  }

  private static void hundredMegabytes(RawServer.Conversation with) throws IOException {
    with.raw("HTTP/1.1 200 OK\r\ncontent-length: " + 100 * MEGABYTE.length + "\r\n\r\n");
    for (int i = 0; i < 100; i++) {
      with.raw(MEGABYTE);
    }
  }

  private static void chunksWithoutEnd(RawServer.Conversation with) throws IOException {
    with.chunked();
    while (true) {
      with.chunk(MEGABYTE);
    }
  }
}
