package io.tidegate.planning.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a small CSV file: UTF-8 (a byte order mark is skipped), any line ends, fields with or
 * without double quotes, no line breaks inside of them. Empty lines are skipped.
 */
final class CsvRows {

  /** A year of minutes, and some: what is read is held in memory, and the reader's is small. */
  private static final int LARGEST = 16 * 1024 * 1024;

  private static final int MOST = 600_000;

  /** A row with its line number. */
  record Row(int line, List<String> fields) {}

  private CsvRows() {}

  /** All rows; what is wrong with the file or a row's quotes goes to {@code bad}. */
  static List<Row> read(InputStream in, List<BadRow> bad) throws IOException {
    byte[] bytes = in.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      in.transferTo(OutputStream.nullOutputStream()); // who sends hears nothing before the end
      bad.add(new BadRow(0, "", "a file of more than 16 MiB", "16 MiB; send it in parts"));
      return List.of();
    }
    List<Row> rows = new ArrayList<>();
    int line = 0;
    int from =
        bytes.length >= 3
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF
            ? 3
            : 0;
    while (from < bytes.length) {
      line++;
      if (rows.size() + bad.size() > MOST) {
        bad.add(new BadRow(line, "", "more than 600000 rows", "a year of minutes; send parts"));
        return List.of();
      }
      int until = from;
      while (until < bytes.length && bytes[until] != '\n' && bytes[until] != '\r') {
        until++;
      }
      row(bytes, from, until, line, bad).ifPresent(rows::add);
      boolean both = until + 1 < bytes.length && bytes[until] == '\r' && bytes[until + 1] == '\n';
      from = until + (both ? 2 : 1);
    }
    return rows;
  }

  private static Optional<Row> row(byte[] bytes, int from, int until, int line, List<BadRow> bad) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes, from, until - from))
              .toString();
      if (text.isBlank()) {
        return Optional.empty();
      }
      Optional<List<String>> fields = fields(text);
      if (fields.isEmpty()) {
        bad.add(new BadRow(line, "", text, "fields whose quotes are closed"));
      }
      return fields.map(f -> new Row(line, f));
    } catch (CharacterCodingException e) {
      bad.add(new BadRow(line, "", "bytes that are not UTF-8", "UTF-8 text"));
      return Optional.empty();
    }
  }

  private static Optional<List<String>> fields(String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString().strip());
    return quoted ? Optional.empty() : Optional.of(fields);
  }
}
