package io.tidegate.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
  private static final JavaClasses TREE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tidegate");

  private static final JavaClasses PLANTED =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("/planted/"))
          .importPackages("io.tidegate");

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of("pure modules stay pure", Rules.PURE_MODULES_STAY_PURE, "Impure"),
        Arguments.of(
            "verify shares no arithmetic",
            Rules.VERIFY_SHARES_NO_ARITHMETIC_WITH_WHAT_IT_JUDGES,
            "Borrowed"),
        Arguments.of("only clocks read a clock", Rules.ONLY_CLOCKS_READ_A_CLOCK, "readsAClock"),
        Arguments.of("only the pacing clock sleeps", Rules.ONLY_THE_PACING_CLOCK_SLEEPS, "sleeps"),
        Arguments.of("statics do not change", Rules.STATICS_DO_NOT_CHANGE, "counter"),
        Arguments.of("names say something", Rules.NAMES_SAY_SOMETHING, "PlantedManager"),
        Arguments.of("packages are features", Rules.PACKAGES_ARE_FEATURES, "PlantedManager"),
        Arguments.of(
            "every package is null marked", Rules.EVERY_PACKAGE_IS_NULL_MARKED, "Unmarked"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theTreeKeepsTheRule(String name, ArchRule rule, String planted) {
    assertThatCode(() -> rule.check(TREE))
        .as("%s (finds %s)", name, planted)
        .doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void aPlantedViolationIsFound(String name, ArchRule rule, String planted) {
    assertThat(rule.allowEmptyShould(true).evaluate(PLANTED).getFailureReport().toString())
        .as(name)
        .contains(planted);
  }

  @ParameterizedTest
  @MethodSource
  void featuresHaveNoCycles(String base) {
    Rules.featuresHaveNoCycles(base).check(TREE);
  }

  static Stream<String> featuresHaveNoCycles() {
    return Stream.of(
        "io.tidegate", "io.tidegate.scheduler", "io.tidegate.worker", "io.tidegate.push");
  }

  @Test
  void aPlantedCircleOfFeaturesIsFound() {
    assertThat(
            Rules.featuresHaveNoCycles("io.tidegate.house.planted")
                .evaluate(PLANTED)
                .getFailureReport()
                .toString())
        .contains("Here");
  }
}
