package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.planning.WalkForward;
import io.tidegate.planning.WalkForward.Way;
import io.tidegate.planning.traffic.SpecialDays;
import io.tidegate.planning.traffic.TrafficHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WalkForwardTest {

  private static final double SHARE = 0.3;
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final List<WalkForward.Week> TAXI = weeks(taxi());

  @Test
  void ofRealTrafficTheBusiestDayComesNearTheOptimumAndTheBusiestSlotToIt() {
    List<WalkForward.Week> weeks = TAXI;
    assertThat(weeks).hasSize(26);
    assertThat(quantile(weeks, 0.5, week -> day(week, Way.OURS))).isLessThan(1.04);
    assertThat(quantile(weeks, 0.9, week -> day(week, Way.OURS))).isLessThan(1.12);
    assertThat(quantile(weeks, 0.5, week -> slot(week, Way.OURS))).isLessThan(1.01);
    assertThat(quantile(weeks, 0.9, week -> slot(week, Way.OURS)))
        .isLessThan(quantile(weeks, 0.5, week -> slot(week, Way.UNIFORM)));
  }

  @Test
  void midnightIsWorseThanUniformAndNothingBeatsTheOptimum() {
    for (WalkForward.Week week : TAXI) {
      assertThat(slot(week, Way.MIDNIGHT)).isGreaterThan(slot(week, Way.UNIFORM));
      for (Way way : Way.values()) {
        assertThat(day(week, way)).isGreaterThan(1 - 1e-9);
        assertThat(slot(week, way)).isGreaterThan(1 - 1e-9);
      }
    }
  }

  /** What cannot be foreseen is not believed: hardly ever worse than spreading evenly. */
  @TestFactory
  Stream<DynamicTest> isNoWorseThanUniformOnTrafficThatDefiesForecasts() {
    return new HostileSeries(taxi())
        .all().entrySet().stream()
            .map(
                series ->
                    DynamicTest.dynamicTest(
                        series.getKey(),
                        () -> {
                          List<WalkForward.Week> weeks =
                              series.getKey().equals("real") ? TAXI : weeks(series.getValue());
                          ToDoubleFunction<WalkForward.Week> ours = week -> day(week, Way.OURS);
                          ToDoubleFunction<WalkForward.Week> uniform =
                              week -> day(week, Way.UNIFORM);
                          assertThat(quantile(weeks, 0.5, ours))
                              .isLessThan(1.01 * quantile(weeks, 0.5, uniform));
                          assertThat(quantile(weeks, 0.9, ours))
                              .isLessThan(1.03 * quantile(weeks, 0.9, uniform));
                        }));
  }

  private static List<WalkForward.Week> weeks(TrafficHistory traffic) {
    return new WalkForward(traffic, SpecialDays.NONE, Levelling.openAllDay(ZONE), SHARE).weeks();
  }

  private static double day(WalkForward.Week week, Way way) {
    return week.of(way).day() / week.of(Way.OPTIMUM).day();
  }

  private static double slot(WalkForward.Week week, Way way) {
    return week.of(way).slot() / week.of(Way.OPTIMUM).slot();
  }

  private static double quantile(
      List<WalkForward.Week> weeks, double part, ToDoubleFunction<WalkForward.Week> ratio) {
    return Quantiles.of(weeks.stream().map(ratio::applyAsDouble).toList()).at(part);
  }

  private static TrafficHistory taxi() {
    Path file = Path.of("..", "..", "examples", "traffic", "nyc_taxi_30min.csv");
    try {
      return Levelling.history(file, ZONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
