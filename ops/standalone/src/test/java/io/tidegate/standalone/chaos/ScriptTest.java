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
