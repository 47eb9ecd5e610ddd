package io.tidegate.policy.yaml;

import java.util.regex.Pattern;

/** What a scalar is by the YAML 1.2 core schema. */
public enum Kind {
  TEXT("text"),
  WHOLE("a whole number"),
  DECIMAL("a number"),
  FLAG("true or false"),
  NOTHING("nothing");

  private static final Pattern WHOLE_NUMBER =
      Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
  private static final Pattern YES_OR_NO = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern NONE = Pattern.compile("|~|null|Null|NULL");
  private static final Pattern SAFE =
      Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*(:[A-Za-z0-9/._-]+)*");
  private static final Pattern SAFE_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

  private final String shown;

  Kind(String shown) {
    this.shown = shown;
  }

  static Kind ofPlain(String text) {
    if (NONE.matcher(text).matches()) {
      return NOTHING;
    }
    if (YES_OR_NO.matcher(text).matches()) {
      return FLAG;
    }
    if (WHOLE_NUMBER.matcher(text).matches()) {
      return WHOLE;
    }
    return NUMBER.matcher(text).matches() ? DECIMAL : TEXT;
  }

  static boolean isSafePlain(String text) {
    return SAFE.matcher(text).matches() && ofPlain(text) == TEXT;
  }

  static String key(String text) {
    return SAFE_KEY.matcher(text).matches() && ofPlain(text) == TEXT
        ? text
        : "'" + text.replace("'", "''") + "'";
  }

  @Override
  public String toString() {
    return shown;
  }
}
