package io.tidegate.standalone.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * New York's taxi rides of 2014, half-hourly, in place of what real users do: moved by whole weeks
 * so that they end in the last week, and each weekday stays what it was.
 */
final class TaxiTraffic {
  private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private TaxiTraffic() {}

  /**
   * The file's text, moved.
   *
   * @param now local time at which the last rows should lie at most a week back
   */
  static String moved(Path file, LocalDateTime now) throws IOException {
    List<String> rows = Files.readAllLines(file);
    LocalDateTime last = time(rows.getLast());
    long weeks = Math.max(0, Duration.between(last, now).toDays() / 7);
    List<String> moved = new ArrayList<>(rows.size());
    moved.add("timestamp,count");
    for (String row : rows.subList(1, rows.size())) {
      moved.add(FORM.format(time(row).plusWeeks(weeks)) + row.substring(row.indexOf(',')));
    }
    return String.join("\n", moved) + "\n";
  }

  private static LocalDateTime time(String row) {
    return LocalDateTime.parse(row.substring(0, row.indexOf(',')), FORM);
  }
}
