package io.tidegate.worker.job;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The columns of a file of consents. */
enum Column {
  INSTITUTION,
  USER,
  CYCLE,
  LAST_REFRESHED_AT,
  EXPIRES_AT,
  STATE,
  LAST_ACCESS_AT,
  TOKEN;

  /** As it is written in a header. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  boolean isNeeded() {
    return this == INSTITUTION || this == USER;
  }

  static Optional<Column> of(String word) {
    return Arrays.stream(values()).filter(column -> column.word().equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(Column::word).collect(Collectors.joining(", "));
  }
}
