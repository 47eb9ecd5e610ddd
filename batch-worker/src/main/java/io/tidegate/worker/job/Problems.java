package io.tidegate.worker.job;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one file, collected; after {@link #MOST} only counted. */
final class Problems {
  static final int MOST = 100;

  private final List<Refusal.Problem> found = new ArrayList<>();
  private long more;

  void add(long line, String field, String found, String allowed) {
    if (this.found.size() < MOST) {
      this.found.add(new Refusal.Problem(line, field, found, allowed));
    } else {
      more++;
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  Refusal refusal() {
    List<Refusal.Problem> all = new ArrayList<>(found);
    all.sort((a, b) -> Long.compare(a.line(), b.line()));
    if (more > 0) {
      all.add(
          new Refusal.Problem(
              all.getLast().line(), "file", more + " more errors like these", "none"));
    }
    return new Refusal(all);
  }
}
