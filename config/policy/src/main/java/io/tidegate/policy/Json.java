package io.tidegate.policy;

/** The little of JSON that policies need: escaping values, and telling JSON from what is none. */
final class Json {

  private static final int DEEPEST = 32;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static void appendEscaped(StringBuilder out, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  /**
   * Refuses what is no JSON (RFC 8259). A placeholder outside a string is none, as {@code {name}}
   * is no JSON object; inside a string it is a part of it.
   *
   * @throws IllegalArgumentException if the text is no JSON value
   */
  static void requireJson(String text) {
    Json json = new Json(text);
    json.value(0);
    json.space();
    if (json.at < text.length()) {
      throw json.refusal();
    }
  }

  private void value(int depth) {
    space();
    if (depth > DEEPEST) {
      throw refusal();
    }
    switch (peek()) {
      case '{' -> members(depth);
      case '[' -> elements(depth);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
    space();
  }

  private void members(int depth) {
    at++;
    space();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      space();
      string();
      space();
      expect(':');
      value(depth + 1);
      if (endsAfter('}')) {
        return;
      }
    }
  }

  private void elements(int depth) {
    at++;
    space();
    if (peek() == ']') {
      at++;
      return;
    }
    do {
      value(depth + 1);
    } while (!endsAfter(']'));
  }

  private boolean endsAfter(char end) {
    if (peek() == end) {
      at++;
      return true;
    }
    expect(',');
    return false;
  }

  private void string() {
    expect('"');
    while (peek() != '"') {
      if (peek() < ' ') {
        throw refusal();
      }
      if (peek() == '\\') {
        at++;
        escape();
      } else {
        at++;
      }
    }
    at++;
  }

  private void escape() {
    if (peek() == 'u') {
      if (at + 5 > text.length() || !text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
        throw refusal();
      }
      at += 5;
    } else if ("\"\\/bfnrt".indexOf(peek()) >= 0) {
      at++;
    } else {
      throw refusal();
    }
  }

  private void number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (!text.substring(start, at).matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
      throw refusal();
    }
  }

  private void word(String word) {
    if (!text.startsWith(word, at)) {
      throw refusal();
    }
    at += word.length();
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw refusal();
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw refusal();
    }
    return text.charAt(at);
  }

  private IllegalArgumentException refusal() {
    return new IllegalArgumentException("must be JSON, but is none at character " + (at + 1));
  }
}
