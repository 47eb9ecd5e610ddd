package io.tidegate.push.request;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Versions as entity tags: version 3 is {@code "3"}. */
public final class Versions {
  private static final Pattern TAG = Pattern.compile("\"([0-9]{1,9})\"");

  private Versions() {}

  /** The entity tag of a version. */
  public static String tag(int version) {
    return "\"" + version + "\"";
  }

  /** The version a change was made from; answers 428 and 400 are thrown. */
  public static int required(@Nullable String ifMatch) {
    if (ifMatch == null) {
      throw Problems.problem(
          HttpStatus.PRECONDITION_REQUIRED,
          "a change must name the version that it was made from: If-Match with the ETag");
    }
    Matcher tag = TAG.matcher(ifMatch.strip());
    if (!tag.matches()) {
      throw Problems.problem(
          HttpStatus.BAD_REQUEST,
          "If-Match must be one ETag as it was given, such as \"3\" with its quotes");
    }
    return Integer.parseInt(tag.group(1));
  }

  /** Throws the answer 412 unless the version is the present one. */
  public static void match(int asked, int present) {
    if (asked != present) {
      throw Problems.problem(
          HttpStatus.PRECONDITION_FAILED,
          "it was changed meanwhile: If-Match names version %d, the present one is %d"
              .formatted(asked, present));
    }
  }
}
