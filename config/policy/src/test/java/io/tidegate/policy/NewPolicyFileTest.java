package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NewPolicyFileTest {

  static List<@Nullable String> presets() {
    List<@Nullable String> presets = new ArrayList<>(Presets.NAMES);
    presets.add(null);
    return presets;
  }

  @ParameterizedTest
  @MethodSource("presets")
  void lacksJustWhatMustBeSetAndSaysSo(@Nullable String preset) {
    NewPolicyFile file = new NewPolicyFile("BANK01", preset);
    Reading reading = PolicyReader.parse("BANK01.yaml", file.text());
    assertThat(reading.errors())
        .extracting(Problem::key)
        .containsExactlyInAnyOrderElementsOf(file.toSet());
    assertThat(reading.errors()).extracting(Problem::found).containsOnly("nothing");
  }

  @ParameterizedTest
  @MethodSource("presets")
  void isRightOnceThatIsSet(@Nullable String preset) {
    assertThat(policy(preset).code()).isEqualTo("BANK01");
  }

  @ParameterizedTest
  @MethodSource("presets")
  void showsDefaultsThatChangeNothingWhenTheyAreWrittenOut(@Nullable String preset) {
    String all = withSet(preset).replaceAll("(?m)^# ([a-z][a-z0-9-]*: (?!  ).*)$", "$1");
    Reading reading = PolicyReader.parse("BANK01.yaml", all);
    assertThat(reading.errors()).isEmpty();
    assertThat(reading.policies()).containsExactly(policy(preset));
    assertThat(reading.files().getFirst().settings())
        .filteredOn(setting -> setting.path().equals("allowance"))
        .extracting("source")
        .containsExactly("file");
  }

  @Test
  void aCodeOfDigitsIsPutInQuotes() {
    assertThat(new NewPolicyFile("0012345678", null).text()).contains("code: '0012345678'\n");
  }

  @Test
  void refusesAWrongCodeOrPreset() {
    assertThatThrownBy(() -> new NewPolicyFile("bank", null)).hasMessageContaining("but is bank");
    assertThatThrownBy(() -> new NewPolicyFile("BANK", "us")).hasMessageContaining("but is us");
  }

  private static Policy policy(@Nullable String preset) {
    Reading reading = PolicyReader.parse("BANK01.yaml", withSet(preset));
    assertThat(reading.warnings()).isEmpty();
    return reading.policies().getFirst();
  }

  static String withSet(@Nullable String preset) {
    NewPolicyFile file = new NewPolicyFile("BANK01", preset);
    String text = file.text();
    for (String key : file.toSet()) {
      text = text.replace("\n# " + key + ": ", "\n" + key + ": ");
    }
    return text;
  }
}
