package io.tidegate.policy.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The allowed word that a wrong one was probably meant to be. */
final class DidYouMean {

  private DidYouMean() {}

  /** A hint such as {@code " (did you mean windows?)"}, or nothing. */
  static String hint(String word, Collection<String> allowed) {
    return closest(word, allowed).map(close -> " (did you mean " + close + "?)").orElse("");
  }

  static Optional<String> closest(String word, Collection<String> allowed) {
    if (word.isEmpty() || word.length() > 64) {
      return Optional.empty();
    }
    String wanted = folded(word);
    int furthest = Math.max(1, wanted.length() / 3);
    return allowed.stream()
        .filter(candidate -> distance(wanted, folded(candidate)) <= furthest)
        .min(
            Comparator.<String>comparingInt(candidate -> distance(wanted, folded(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Without case and separators, so that {@code maxInFlight} is {@code max-in-flight}. */
  private static String folded(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Edits (insert, delete, replace, swap neighbours) from one word to the other. */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[a.length()][b.length()];
  }
}
