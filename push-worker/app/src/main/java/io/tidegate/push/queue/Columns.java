package io.tidegate.push.queue;

import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Columns of rows as arrays of text, which {@code unnest} makes rows of again. */
final class Columns {
  private Columns() {}

  static <T> @Nullable String[] of(Collection<T> rows, Function<T, @Nullable String> column) {
    return rows.stream().map(column).toArray(String[]::new);
  }
}
