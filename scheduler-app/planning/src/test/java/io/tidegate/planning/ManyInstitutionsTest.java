package io.tidegate.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.planning.traffic.SpecialDays;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.planning.traffic.TrafficHistory;
import io.tidegate.planning.traffic.TrafficLearning;
import io.tidegate.planning.traffic.TrafficPreset;
import io.tidegate.planning.traffic.TrafficProfile;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Span;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A night's plans and a minute's dispatch of a thousand institutions with ten million consents. */
class ManyInstitutionsTest {

  private static final int INSTITUTIONS = 1_000;
  private static final long USERS = 10_000;
  private static final LocalDate SUNDAY = LocalDate.of(2014, 11, 23);

  @Test
  void allArePlannedAndTheFiguresArePrinted() {
    ZoneId zone = Taxi.ZONE;
    Span week =
        new Span(
            SUNDAY.atStartOfDay(zone).toInstant(),
            SUNDAY.plusWeeks(1).atStartOfDay(zone).toInstant());
    Instant minute = SUNDAY.atTime(3, 0).atZone(zone).toInstant();
    TrafficHistory traffic = Taxi.times(0.002);
    TrafficHistory recent = traffic.since(SUNDAY.minusDays(7));
    TrafficProfile preset = TrafficPreset.of(1e6, SpecialDays.NONE);
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < INSTITUTIONS; i++) {
      policies.add(
          Policies.of(
              "code: BANK%04d\nzone: %s\nwindows: [\"0030:0530\", \"2230:0100\"]\n"
                  .formatted(i, zone)));
    }
    long begin = cpu();
    long users = 0;
    List<TrafficProfile> profiles = new ArrayList<>();
    for (Policy policy : policies) {
      TrafficProfile profile = TrafficLearning.learn(traffic, SpecialDays.NONE, SUNDAY, preset);
      profiles.add(profile);
      Terms terms = Terms.of(policy);
      Demand demand = Demand.whole(week, USERS);
      users +=
          new RoundLevels(terms, TrafficForecast.of(profile), week.from(), demand, null)
              .days()
              .users();
      assertThat(FeasibilityCheck.of(terms, week.from(), week.until(), USERS))
          .isInstanceOf(Feasibility.Kept.class);
    }
    long nightly = cpu();
    long claimed = 0;
    for (int i = 0; i < INSTITUTIONS; i++) {
      TrafficForecast forecast = TrafficForecast.of(profiles.get(i), recent, minute, zone);
      LaneProgress lane = new LaneProgress(0, week, USERS, 150, 150, 150, 0, 0, false, 0);
      claimed +=
          MinutePlanner.plan(Terms.of(policies.get(i)), forecast, minute, List.of(lane), null)
              .orElseThrow()
              .users();
    }
    long dispatched = cpu();
    System.out.printf(
        "%,d institutions: nightly plan %.2f s, a minute's dispatch %.3f s of CPU%n",
        INSTITUTIONS, (nightly - begin) / 1e9, (dispatched - nightly) / 1e9);
    assertThat(users).isEqualTo(INSTITUTIONS * USERS);
    // 10,000 users over 3,150 open minutes of the week: about 3 a minute each
    assertThat(claimed).isBetween(2_000L, 5_000L);
  }

  /** CPU of this thread in nanoseconds: other tests may run on the machine. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
