package io.tidegate.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How values are read from words, and what is said of those that are none. */
final class Values {
  private Values() {}

  /** Makes a command line speak of dates and numbers where picocli speaks of Java's classes. */
  static CommandLine readBy(CommandLine line) {
    ITypeConverter<Integer> number = read("a whole number", Integer::valueOf);
    ITypeConverter<Long> large = read("a whole number", Long::valueOf);
    return line.registerConverter(int.class, number)
        .registerConverter(Integer.class, number)
        .registerConverter(long.class, large)
        .registerConverter(Long.class, large)
        .registerConverter(double.class, read("a number", Double::valueOf))
        .registerConverter(LocalDate.class, read("a date such as 2026-11-22", LocalDate::parse))
        .registerConverter(
            Instant.class, read("an instant such as 2026-11-21T04:30:00.250Z", Instant::parse))
        .registerConverter(ZoneId.class, read("a zone such as Asia/Seoul", ZoneId::of))
        .registerConverter(Duration.class, read("a time such as PT0.02S", Duration::parse));
  }

  private interface Reading<T> {
    T of(String text);
  }

  private static <T> ITypeConverter<T> read(String what, Reading<T> reading) {
    return text -> {
      try {
        return reading.of(text);
      } catch (RuntimeException e) {
        TypeConversionException wrong =
            new TypeConversionException("'%s' is not %s".formatted(text, what));
        wrong.initCause(e);
        throw wrong;
      }
    };
  }
}
