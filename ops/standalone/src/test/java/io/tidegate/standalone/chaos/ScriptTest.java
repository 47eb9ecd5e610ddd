package io.tidegate.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.standalone.chaos.Fault.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private static final Duration LENGTH = Duration.ofMinutes(20);

  private final Scene scene =
      new Scene(
          List.of("batch-worker-1", "batch-worker-2"),
          List.of("path-to-CARD02", "database-of-batch-worker-1"),
          List.of("CARD06"),
          true,
          true);

  @Test
  void theSameSeedGivesTheSameScriptAndAnotherSeedAnotherOne() {
    assertThat(Script.draw(7, LENGTH, scene)).isEqualTo(Script.draw(7, LENGTH, scene));
    assertThat(Script.draw(7, LENGTH, scene)).isNotEqualTo(Script.draw(8, LENGTH, scene));
  }

  @Test
  void whatIsPrintedIsReadAgainAsTheSame() {
    for (int seed = 0; seed < 200; seed++) {
      Script script = Script.draw(seed, LENGTH, scene);
      assertThat(Script.parse("# a remark\n\n" + script, scene.targets())).isEqualTo(script);
    }
  }

  @Test
  void inTwentyMinutesEveryKindComesAndAllIsHealedBeforeTheEnd() {
    for (int seed = 0; seed < 200; seed++) {
      Script script = Script.draw(seed, LENGTH, scene);
      Set<Kind> kinds = script.faults().stream().map(Fault::kind).collect(Collectors.toSet());
      assertThat(kinds).as("seed %d", seed).isEqualTo(EnumSet.allOf(Kind.class));
      assertThat(script.faults())
          .as("seed %d", seed)
          .allMatch(fault -> fault.end().compareTo(LENGTH.minusSeconds(40)) < 0)
          .allMatch(fault -> scene.targets().contains(fault.target()));
    }
  }

  @Test
  void nobodySuffersTwoThingsAtOnce() {
    for (int seed = 0; seed < 200; seed++) {
      List<Fault> faults = Script.draw(seed, LENGTH, scene).faults();
      for (int i = 0; i < faults.size(); i++) {
        for (Fault earlier : faults.subList(0, i)) {
          boolean same = earlier.target().equals(faults.get(i).target());
          assertThat(same && earlier.end().compareTo(faults.get(i).at()) >= 0)
              .as("seed %d: %s and %s", seed, earlier, faults.get(i))
              .isFalse();
        }
      }
    }
  }

  @Test
  void pushWorkerIsKilledFrozenAndAwayAndLosesItsDatabase() {
    for (int seed = 0; seed < 200; seed++) {
      assertThat(toPushWorker(Script.draw(seed, LENGTH, scene)))
          .as("seed %d", seed)
          .extracting(fault -> fault.kind() + " " + fault.target())
          .contains(
              "KILL push-worker",
              "FREEZE push-worker",
              "AWAY push-worker",
              "RESTART push-worker",
              "CUT database-of-push-worker",
              "DELAY database-of-push-worker",
              "SILENCE database-of-push-worker");
    }
  }

  private static List<Fault> toPushWorker(Script script) {
    return script.faults().stream().filter(ScriptTest::isToPushWorker).toList();
  }

  private static boolean isToPushWorker(Fault fault) {
    return fault.target().endsWith("push-worker");
  }

  /** As it was drawn before push-worker took part. */
  @Test
  void aSeedDoesToAllOthersWhatItAlwaysDid() {
    List<Fault> others =
        Script.draw(7, Duration.ofMinutes(9), Chaos.scene(true, true)).faults().stream()
            .filter(fault -> !isToPushWorker(fault))
            .toList();
    assertThat(new Script(others))
        .hasToString(
            """
            +0:16.3 restart scheduler-app
            +0:27.0 join batch-worker-3 for 58s
            +0:34.6 freeze kafka for 15s
            +0:46.2 freeze batch-worker-1 for 2s
            +1:12.2 fill postgresql for 11s
            +1:18.6 kill batch-worker-2
            +1:42.9 join scheduler-app-2 for 61s
            +2:06.5 policy CARD06
            +2:22.9 cut path-to-CARD02
            +2:29.0 away batch-worker-1 for 14s
            +2:41.3 away scheduler-app for 128s
            +3:05.2 silence database-of-batch-worker-2 for 11s
            +3:24.5 freeze batch-worker-2 for 12s
            +3:49.4 clock batch-worker-1 for 52s
            +4:08.3 away kafka for 9s
            +4:34.6 away postgresql for 8s
            +5:00.3 delay database-of-batch-worker-1 for 12s by 1200ms
            +5:21.4 kill scheduler-app
            +5:33.9 delay path-to-INSURANCE04 for 17s by 600ms
            +5:58.9 join batch-worker-3 for 78s
            +6:23.7 away batch-worker-2 for 13s
            +6:32.2 fill postgresql for 16s
            +6:38.9 cut database-of-batch-worker-1
            +7:04.6 restart postgresql
            +7:30.2 freeze batch-worker-1 for 2s
            +7:52.9 kill scheduler-app\
            """);
  }

  @Test
  void whereADiskCannotBeFilledNorAClockSetWrongNeitherIsDrawn() {
    Scene poor = new Scene(scene.workers(), scene.paths(), List.of(), false, false);
    assertThat(Script.draw(3, LENGTH, poor).faults())
        .extracting(Fault::kind)
        .isNotEmpty()
        .doesNotContain(Kind.FILL, Kind.CLOCK, Kind.POLICY);
  }

  @Test
  void aLineThatIsNoneIsRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> Script.parse("+0:10 explode batch-worker-1", scene.targets()))
        .hasMessageContaining("one of kill, freeze, ")
        .hasMessageContaining("given: explode");
    assertThatThrownBy(() -> Script.parse("at once kill everybody", scene.targets()))
        .hasMessageContaining("'+MINUTES:SECONDS KIND TARGET")
        .hasMessageContaining("given: at once");
    assertThatThrownBy(() -> Script.parse("+0:10 freeze kafka for ever", scene.targets()))
        .hasMessageContaining("such as 3s or 250ms, given: ever");
  }
}
