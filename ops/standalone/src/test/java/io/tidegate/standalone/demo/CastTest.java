package io.tidegate.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Reading;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.Hours;
import io.tidegate.standalone.stage.PolicyText;
import io.tidegate.standalone.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CastTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T23:58:00Z");

  @TempDir Path folder;

  @Test
  void sizesAddUpAndAreSpreadLikeALogNormal() {
    for (int count = 1; count <= 60; count++) {
      List<Integer> sizes = Cast.sizes(count, 200_000);
      assertThat(sizes).hasSize(count).allMatch(size -> size >= 10);
      assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200_000);
      assertThat(sizes).isSortedAccordingTo(Comparator.reverseOrder());
    }
    List<Integer> twelve = Cast.sizes(12, 200_000);
    assertThat(twelve.getFirst()).isGreaterThan(15 * twelve.getLast());
  }

  @Test
  void quantilesAreThoseOfTheNormalDistribution() {
    assertThat(Cast.normalQuantile(0.975)).isCloseTo(1.96, within(0.001));
    assertThat(Cast.normalQuantile(0.5)).isCloseTo(0, within(0.001));
    assertThat(Cast.normalQuantile(0.025)).isCloseTo(-1.96, within(0.001));
  }

  @Test
  void everyPolicyOfEveryDemoIsValidAndHasRoomForItsUsers() throws IOException {
    for (DemoSettings settings :
        List.of(
            new DemoSettings(1, 1, 10, 1, 0, false),
            new DemoSettings(2, 4, 400, 1, 0, false),
            new DemoSettings(3, 12, 200_000, 1, 0, false),
            new DemoSettings(10, 60, 5_000_000, 1, 0, false))) {
      PolicyText texts = new PolicyText(settings.minutes());
      List<Actor> actors = Cast.of(settings);
      Stage stage = new Stage(folder.resolve(settings.toString()));
      stage.writePolicies(actors, actor -> texts.shut(actor, BEGIN));
      assertThat(PolicyReader.read(stage.policies()).errors()).isEmpty();
      stage.writePolicies(actors, actor -> texts.run(actor, BEGIN));
      Reading reading = PolicyReader.read(stage.policies());
      assertThat(reading.errors()).isEmpty();
      for (Actor actor : actors) {
        Policy policy = reading.policy(actor.code()).orElseThrow();
        double minutes = actor.hours().openMinutes(settings.minutes());
        assertThat(policy.tickets().perMinute() * minutes)
            .isGreaterThan(1.2 * actor.users() * actor.calls());
      }
    }
  }

  @Test
  void oneOpensAndOneClosesEarlyAndOneIsClosedAllAlong() throws IOException {
    DemoSettings settings = new DemoSettings(4, 12, 2000, 1, 0, false);
    PolicyText texts = new PolicyText(4);
    List<Actor> actors = Cast.of(settings);
    Stage stage = new Stage(folder);
    stage.writePolicies(actors, actor -> texts.run(actor, BEGIN));
    Reading reading = PolicyReader.read(stage.policies());
    for (Actor actor : actors) {
      Policy policy = reading.policy(actor.code()).orElseThrow();
      String open = "";
      for (int minute = -1; minute <= 4; minute++) {
        Instant instant = BEGIN.plus(Duration.ofMinutes(minute));
        open += policy.windows().open(policy.zone(), instant) ? "+" : "-";
      }
      assertThat(open)
          .isEqualTo(
              switch (actor.hours()) {
                case OPEN -> "+++++-";
                case OPENING -> "--+++-";
                case CLOSING -> "++----";
                case CLOSED, FIRST_PASS -> "------";
              });
    }
    assertThat(actors.stream().map(Actor::hours).filter(hours -> hours == Hours.OPEN)).hasSize(9);
  }

  private static Offset<Double> within(double distance) {
    return Offset.offset(distance);
  }
}
