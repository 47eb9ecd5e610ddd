package io.tidegate.push.preview;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * What a page says of itself, by <a href="https://ogp.me">Open Graph</a>; without it, its title.
 *
 * @param title null if it has none
 * @param picture absolute URL; null if it has none
 * @param login whether it asks for a password
 */
record OpenGraph(@Nullable String title, @Nullable String picture, boolean login) {
  private static final int LONGEST_TITLE = 200;
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?([^\\s;\"']+)", Pattern.CASE_INSENSITIVE);

  /**
   * Reads a page.
   *
   * @param type its content type: the charset said there counts, else a byte order mark or the
   *     page's own word, else UTF-8
   * @param url where it was
   */
  static OpenGraph of(byte[] html, @Nullable String type, String url) {
    Document page;
    try {
      page = Jsoup.parse(new ByteArrayInputStream(html), charset(type), url);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot break off", e);
    }
    String title = content(page, "og:title", false);
    return new OpenGraph(
        cut(title == null ? page.title() : title),
        picture(page),
        page.selectFirst("input[type=password]") != null);
  }

  private static @Nullable String picture(Document page) {
    for (String name : new String[] {"og:image:secure_url", "og:image:url", "og:image"}) {
      String picture = content(page, name, true);
      if (picture != null) {
        return picture;
      }
    }
    return null;
  }

  /** Many pages say "name" where the standard says "property". */
  private static @Nullable String content(Document page, String name, boolean url) {
    for (Element meta :
        page.select("meta[property=%s], meta[name=%s]".formatted(quoted(name), quoted(name)))) {
      String content = url ? meta.absUrl("content") : meta.attr("content");
      if (!content.isBlank()) {
        return content.strip();
      }
    }
    return null;
  }

  private static String quoted(String name) {
    return "\"" + name + "\"";
  }

  private static @Nullable String charset(@Nullable String type) {
    Matcher said = CHARSET.matcher(type == null ? "" : type);
    try {
      return said.find() && Charset.isSupported(said.group(1)) ? said.group(1) : null;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }

  /** One line, without what cannot be shown or stored. */
  private static @Nullable String cut(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
        .filter(OpenGraph::isShown)
        .limit(LONGEST_TITLE)
        .forEach(line::appendCodePoint);
    String whole = line.toString().replaceAll(" {2,}", " ").strip();
    return whole.isEmpty() ? null : whole;
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Marks that turn the direction of what is around them.
      default -> !(c >= 0x202A && c <= 0x202E) && !(c >= 0x2066 && c <= 0x2069);
    };
  }
}
