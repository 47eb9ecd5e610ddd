package io.tidegate.push.request;

import org.springframework.http.HttpStatus;

/** Whose timers and devices. */
public final class UserId {
  private static final int LONGEST = 128;

  private UserId() {}

  /** The id; an answer of 400 is thrown when it can be none. */
  public static String of(String text) {
    boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '/' && c != '\\');
    if (text.isEmpty() || text.length() > LONGEST || !printable) {
      throw Problems.problem(
          HttpStatus.BAD_REQUEST,
          "a user's id has 1 to %d visible ASCII characters, no slashes".formatted(LONGEST));
    }
    return text;
  }
}
