package io.tidegate.scheduler.traffic;

import io.tidegate.planning.traffic.CalendarCsv;
import io.tidegate.planning.traffic.SpecialDays;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which days are special where. */
@Component
class Calendar {
  private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");

  private final @Nullable SpecialDays everywhere;
  private final SpecialDays korea = CalendarCsv.korea();

  Calendar(TrafficSettings settings) {
    Path file = settings.calendar();
    this.everywhere = file == null ? null : read(file);
  }

  SpecialDays of(ZoneId zone) {
    SpecialDays own = everywhere;
    if (own != null) {
      return own;
    }
    return zone.equals(KOREA) ? korea : SpecialDays.NONE;
  }

  private static SpecialDays read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      CalendarCsv.Content content = CalendarCsv.read(in);
      if (!content.errors().isEmpty()) {
        throw new IllegalArgumentException(
            content.errors().stream()
                .map(error -> file + ": " + error)
                .collect(Collectors.joining("\n")));
      }
      return content.days();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read tidegate.traffic.calendar " + file, e);
    }
  }
}
