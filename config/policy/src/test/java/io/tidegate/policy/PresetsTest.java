package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each preset comes to, value by value, with the least that a file must add. */
class PresetsTest {

  private static final Map<String, String> LEAST =
      Map.of(
          "kr-mydata", "windows: [\"0030:0630\"]\nlimits: [{calls: 50, per: second}]\n",
          "psd2-ais", "zone: Europe/Dublin\nlimits: [{calls: 100, per: second}]\n",
          "brazil-open-finance", "",
          "cdr-au-unattended", "");

  static Iterable<String> names() {
    return Presets.NAMES;
  }

  static Stream<String> rightFiles() throws IOException {
    Stream<String> fresh =
        Stream.concat(Presets.NAMES.stream(), Stream.of(""))
            .map(name -> NewPolicyFileTest.withSet(name.isEmpty() ? null : name));
    return Stream.concat(
        Stream.concat(Presets.NAMES.stream().map(PresetsTest::text), fresh),
        Stream.of(resource("demo-bank.yaml"), WrongFiles.filled("")));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPresetComesToItsGoldenPolicy(String preset) throws IOException {
    Reading reading = PolicyReader.parse("x.yaml", text(preset));
    assertThat(reading.errors()).isEmpty();
    assertThat(reading.warnings()).isEmpty();
    String settings =
        reading.files().getFirst().settings().stream()
            .map(s -> "%s = %s [%s]".formatted(s.path(), s.value(), s.source()))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(settings).isEqualTo(golden(preset));
  }

  @Test
  void whatARegimeLeavesOpenMustBeSet() {
    LEAST.forEach(
        (preset, least) -> {
          String without = text(preset).replace(least, "");
          long lines = least.lines().count();
          assertThat(PolicyReader.parse("x.yaml", without).errors())
              .as(preset)
              .hasSize((int) lines)
              .allMatch(error -> error.allowed().contains("the preset leaves it to you"));
        });
  }

  @Test
  void theExampleOfTheReadmeIsRightApartFromItsOverlap() throws IOException {
    Reading reading = PolicyReader.parse("demo-bank.yaml", resource("demo-bank.yaml"));
    assertThat(reading.errors()).isEmpty();
    assertThat(reading.warnings()).extracting(Problem::key).containsExactly("windows");
    Policy policy = reading.policies().getFirst();
    assertThat(policy.lanes()).isEqualTo(4);
    assertThat(policy.tickets().perMinute()).isEqualTo(19_966);
    assertThat(policy.auth()).isEqualTo(Auth.NONE);
    assertThat(policy.calls()).extracting(CallSpec::name).containsExactly("accounts", "balance");
    assertThat(policy.windows().minutesPerWeek()).isEqualTo(7 * 420);
  }

  private static String text(String preset) {
    return "code: BANK01\npreset: "
        + preset
        + "\n"
        + LEAST.get(preset)
        + "endpoints: [\"https://api.bank.example\"]\ncalls: [{name: accounts, get: /accounts}]\n";
  }

  private static String golden(String preset) throws IOException {
    return resource("golden/" + preset + ".txt");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(PresetsTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
