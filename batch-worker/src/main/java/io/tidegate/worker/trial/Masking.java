package io.tidegate.worker.trial;

import java.util.regex.Pattern;

/** Takes secrets out of what is shown. */
final class Masking {
  static final int MOST = 16 * 1024;

  private static final String MASK = "***";

  // An Authorization header; fields of JSON or forms whose name says that they hold a secret.
  private static final Pattern HEADER =
      Pattern.compile("(?im)^((?:proxy-)?authorization|cookie|set-cookie)(\\s*:\\s*).*$");
  private static final Pattern BEARER = Pattern.compile("(?i)(bearer\\s+)[\\w.~+/-]+=*");
  private static final Pattern FIELD =
      Pattern.compile(
          "(?i)(\"[\\w-]*(?:token|secret|password)[\\w-]*\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*+\"?");
  private static final Pattern PARAMETER =
      Pattern.compile("(?i)([\\w-]*(?:token|secret|password)[\\w-]*=)[^&\\s\"]+");

  private Masking() {}

  /**
   * The text without secrets, cut to {@link #MOST} characters; NUL, which no text column takes,
   * shown.
   */
  static String mask(String text) {
    String masked = HEADER.matcher(text).replaceAll("$1$2" + MASK);
    masked = BEARER.matcher(masked).replaceAll("$1" + MASK);
    masked = FIELD.matcher(masked).replaceAll("$1\"" + MASK + "\"");
    masked = PARAMETER.matcher(masked).replaceAll("$1" + MASK).replace("\0", "\\0");
    return masked.length() <= MOST ? masked : masked.substring(0, MOST);
  }
}
