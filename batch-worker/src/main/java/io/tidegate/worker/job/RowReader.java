package io.tidegate.worker.job;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.tidegate.policy.Cycle;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one file, each on its own: a wrong row says all that is wrong with it. */
final class RowReader {
  static final int LONGEST_USER = 128;
  static final int LONGEST_TOKEN = 4_096;

  /** What a file may say of a consent; the rest of its life is the institution's answers'. */
  static final Set<String> STATES = Set.of("active", "ended");

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration FARTHEST = Duration.ofDays(366 * 50L);
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private final Header header;
  private final Map<String, Integer> institutions;
  private final Instant now;

  /**
   * A reader of one file.
   *
   * @param institutions numbers by code
   * @param now what no row may have been refreshed after
   */
  RowReader(Header header, Map<String, Integer> institutions, Instant now) {
    this.header = header;
    this.institutions = institutions;
    this.now = now;
  }

  Row read(CsvRecord row) {
    long line = row.getStartingLineNumber();
    if (row.getFieldCount() != header.fields()) {
      return new Row.Rejected(
          line, "%d fields instead of %d".formatted(row.getFieldCount(), header.fields()), null);
    }
    List<String> reasons = new ArrayList<>(0);
    Integer institution = institution(row, reasons);
    String user = user(row, reasons);
    Candidate candidate =
        new Candidate(
            line,
            institution == null ? 0 : institution,
            user == null ? "" : user,
            cycle(row, reasons),
            past(row, Column.LAST_REFRESHED_AT, reasons),
            instant(row, Column.EXPIRES_AT, now.plus(FARTHEST), "50 years ahead at most", reasons),
            state(row, reasons),
            past(row, Column.LAST_ACCESS_AT, reasons),
            token(row, reasons));
    return reasons.isEmpty()
        ? new Row.Good(candidate)
        : new Row.Rejected(line, String.join("; ", reasons), user);
  }

  private @Nullable Integer institution(CsvRecord row, List<String> reasons) {
    String code = header.field(row, Column.INSTITUTION);
    if (code == null) {
      reasons.add("institution is empty");
      return null;
    }
    Integer id = institutions.get(code);
    if (id == null) {
      reasons.add(
          "institution "
              + Shown.text(code)
              + " is not known; a new policy file holds from the next minute on: see `plan show`");
    }
    return id;
  }

  private @Nullable String user(CsvRecord row, List<String> reasons) {
    String user = header.field(row, Column.USER);
    if (user == null) {
      reasons.add("user is empty");
      return null;
    }
    int before = reasons.size();
    if (user.length() > LONGEST_USER) {
      reasons.add(
          "user has %d characters; at most %d are allowed".formatted(user.length(), LONGEST_USER));
    }
    if (!isPlain(user)) {
      reasons.add("user " + Shown.text(user) + " has control characters");
    } else if (!user.equals(user.strip())) {
      reasons.add("user " + Shown.text(user) + " begins or ends with blanks");
    }
    return reasons.size() == before ? user : null;
  }

  private @Nullable Duration cycle(CsvRecord row, List<String> reasons) {
    String cycle = header.field(row, Column.CYCLE);
    if (cycle == null) {
      return null;
    }
    try {
      return Cycle.parse(cycle);
    } catch (IllegalArgumentException e) {
      reasons.add("cycle " + Shown.text(cycle) + " is none; allowed is " + Cycle.ALLOWED);
      return null;
    }
  }

  private @Nullable String state(CsvRecord row, List<String> reasons) {
    String state = header.field(row, Column.STATE);
    if (state == null || STATES.contains(state)) {
      return state;
    }
    reasons.add("state " + Shown.text(state) + " is none; allowed are active, ended");
    return null;
  }

  private @Nullable String token(CsvRecord row, List<String> reasons) {
    String token = header.field(row, Column.TOKEN);
    if (token == null) {
      return null;
    }
    // A header's value, RFC 6750: never shown, not even when it is wrong.
    if (token.length() > LONGEST_TOKEN || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      reasons.add(
          "token must be 1 to %d visible ASCII characters without blanks".formatted(LONGEST_TOKEN));
      return null;
    }
    return token;
  }

  private @Nullable Instant past(CsvRecord row, Column column, List<String> reasons) {
    return instant(row, column, now.plus(CLOCKS_DIFFER), "not in the future", reasons);
  }

  private @Nullable Instant instant(
      CsvRecord row, Column column, Instant latest, String limit, List<String> reasons) {
    String field = header.field(row, column);
    if (field == null) {
      return null;
    }
    try {
      Instant instant =
          field.endsWith("Z") ? Instant.parse(field) : OffsetDateTime.parse(field).toInstant();
      if (!instant.isBefore(EARLIEST) && !instant.isAfter(latest)) {
        return instant;
      }
      reasons.add(
          column.word() + " " + Shown.text(field) + " must be after the year 1999 and " + limit);
    } catch (DateTimeException e) {
      reasons.add(
          column.word()
              + " "
              + Shown.text(field)
              + " is no instant; allowed is ISO 8601 with a zone, such as 2026-11-21T03:00:00Z");
    }
    return null;
  }

  private static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
  }
}
