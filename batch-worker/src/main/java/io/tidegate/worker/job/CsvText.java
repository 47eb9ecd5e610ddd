package io.tidegate.worker.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a CSV file, watched on their way to the parser, which is lenient where we must
 * not be: it takes an open quote at the file's end, quotes within unquoted fields, and whatever a
 * decoder makes of bytes that are no UTF-8.
 */
final class CsvText extends Reader {
  // What the decoder puts where bytes are no UTF-8: a code point that no text may hold.
  private static final char NO_CHARACTER = '\uFFFF';
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private enum Place {
    FIELD_START,
    UNQUOTED,
    QUOTED,
    AFTER_QUOTE
  }

  private final Reader characters;
  private final Problems problems;
  private Place place = Place.FIELD_START;
  private boolean begun;
  private long line = 1;
  private long quoteLine;
  private long toldLine;
  private char before;

  CsvText(InputStream bytes, Problems problems) {
    this.characters =
        new InputStreamReader(
            bytes,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .replaceWith(String.valueOf(NO_CHARACTER)));
    this.problems = problems;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = characters.read(target, offset, length);
    int from = offset;
    if (!begun && count > 0) {
      begun = true;
      if (target[offset] == BYTE_ORDER_MARK) {
        System.arraycopy(target, offset + 1, target, offset, --count);
        if (count == 0) {
          return read(target, offset, length);
        }
      }
    }
    for (int i = from; i < offset + count; i++) {
      watch(target[i]);
    }
    if (count < 0 && place == Place.QUOTED) {
      place = Place.FIELD_START;
      problems.add(
          quoteLine,
          "quote",
          "a quote that is open until the file ends",
          "quotes in pairs; is the file cut off?");
    }
    return count;
  }

  private void watch(char c) {
    if (c == NO_CHARACTER) {
      tell("bytes that are not UTF-8", "UTF-8");
    } else if (c == 0) {
      tell("the character NUL", "text");
    }
    switch (place) {
      case FIELD_START, UNQUOTED -> unquoted(c);
      case QUOTED -> place = c == '"' ? Place.AFTER_QUOTE : Place.QUOTED;
      case AFTER_QUOTE -> afterQuote(c);
    }
    if (c == '\n' ? before != '\r' : c == '\r') {
      line++;
    }
    before = c;
  }

  private void unquoted(char c) {
    if (c == ',' || c == '\n' || c == '\r') {
      place = Place.FIELD_START;
    } else if (c == '"' && place == Place.FIELD_START) {
      place = Place.QUOTED;
      quoteLine = line;
    } else {
      if (c == '"') {
        tell("a quote within an unquoted field", "a quoted field, with its quotes doubled");
      }
      place = Place.UNQUOTED;
    }
  }

  private void afterQuote(char c) {
    if (c == '"') {
      place = Place.QUOTED;
    } else if (c == ',' || c == '\n' || c == '\r') {
      place = Place.FIELD_START;
    } else {
      tell("text after a closing quote", "a comma or the line's end");
      place = Place.UNQUOTED;
    }
  }

  /** Once per line: one wrong line should not hide the others. */
  private void tell(String found, String allowed) {
    if (toldLine != line) {
      toldLine = line;
      problems.add(line, "text", found, allowed);
    }
  }

  /** Leaves the bytes open: a file that is refused is read to its end all the same. */
  @Override
  public void close() {}
}
