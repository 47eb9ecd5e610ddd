package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;

/**
 * A place in the list of dead letters, between two pages.
 *
 * @param at when the last letter of the page before was given up
 * @param id its id
 */
record Place(Instant at, String id) {
  static Place of(ShownLetter last) {
    return new Place(last.dead(), last.id());
  }

  /** Reads what {@link #text} wrote. */
  static Place parse(String text) {
    try {
      String both = new String(Base64.getUrlDecoder().decode(text), UTF_8);
      int space = both.indexOf(' ');
      return new Place(Instant.parse(both.substring(0, space)), both.substring(space + 1));
    } catch (RuntimeException e) { // not one of ours, whatever is wrong with it
      throw new IllegalArgumentException("is not what a page said comes next", e);
    }
  }

  String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString((at + " " + id).getBytes(UTF_8));
  }
}
