package io.tidegate.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyHaveDependenciesWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of {@code docs/architecture.md} that classes can be held to. */
final class Rules {
  private static final String PURE_POLICY = "io.tidegate.policy..";
  private static final String PURE_PLANNING = "io.tidegate.planning..";
  private static final String PURE_RECURRENCE = "io.tidegate.recurrence..";

  /** Classes that may read a clock: one per process makes the clock beans, mains may print time. */
  private static final DescribedPredicate<JavaClass> MAY_READ_A_CLOCK =
      describe(
          "may read a clock",
          type ->
              Set.of("MachineClock", "PacingClock").contains(outermost(type).getSimpleName())
                  || outermost(type).getPackageName().startsWith("io.tidegate.cli")
                  || outermost(type).getPackageName().startsWith("io.tidegate.standalone"));

  /**
   * The one place of a process that waits for an instant, and the tools that wait for processes.
   */
  private static final DescribedPredicate<JavaClass> MAY_SLEEP =
      describe(
          "may sleep",
          type ->
              Set.of("PacingClock", "StallWatch", "Pause").contains(outermost(type).getSimpleName())
                  || outermost(type).getPackageName().startsWith("io.tidegate.embedded"));

  private static final Set<String> CLOCK_READINGS =
      Set.of("now", "currentTimeMillis", "system", "systemUTC", "systemDefaultZone");

  private static final Set<String> POLICY_ARITHMETIC =
      Set.of("open", "openSpans", "openIn", "tickets", "round", "since", "freeAt", "begin", "next");

  private static final Pattern EMPTY_NAME =
      Pattern.compile(".*(Manager|Helper|Util|Utils|Processor|Handler|Data|Info|Impl|Common|Dto)");

  /** Features of one process must not need each other in a circle. */
  static ArchRule featuresHaveNoCycles(String base) {
    return slices().matching(base + ".(*)..").should().beFreeOfCycles();
  }

  static final ArchRule PURE_MODULES_STAY_PURE =
      classes()
          .that(resideInAnyPackage(PURE_POLICY, PURE_PLANNING, PURE_RECURRENCE))
          .should(
              onlyHaveDependenciesWhere(
                  describe(
                      "the target is the JDK, jspecify, a reader of text or a pure module",
                      (Dependency dependency) ->
                          resideInAnyPackage(
                                  "java..",
                                  "org.jspecify..",
                                  "org.snakeyaml.engine..",
                                  "org.dmfs.rfc5545..",
                                  PURE_POLICY,
                                  PURE_PLANNING,
                                  PURE_RECURRENCE)
                              .test(dependency.getTargetClass().getBaseComponentType()))));

  static final ArchRule VERIFY_SHARES_NO_ARITHMETIC_WITH_WHAT_IT_JUDGES =
      noClasses()
          .that()
          .resideInAPackage("io.tidegate.verify..")
          .should(
              callMethodWhere(
                  describe(
                      "the target computes windows, quotas or tickets",
                      Rules::isArithmeticOfPolicies)));

  static final ArchRule ONLY_CLOCKS_READ_A_CLOCK =
      noClasses()
          .that(not(MAY_READ_A_CLOCK))
          .should(
              callMethodWhere(
                  describe(
                      "the target reads a clock of the machine",
                      (JavaAccess<?> call) ->
                          CLOCK_READINGS.contains(call.getName()) && readsTheMachine(call))));

  static final ArchRule ONLY_THE_PACING_CLOCK_SLEEPS =
      noClasses()
          .that(not(MAY_SLEEP))
          .should(
              callMethodWhere(
                  describe(
                      "the target sleeps",
                      (JavaAccess<?> call) ->
                          call.getName().equals("sleep")
                              || call.getName().equals("parkNanos")
                              || call.getName().equals("parkUntil"))));

  static final ArchRule STATICS_DO_NOT_CHANGE =
      fields()
          .that()
          .haveModifier(STATIC)
          .and()
          .doNotHaveModifier(SYNTHETIC)
          .should()
          .haveModifier(FINAL);

  static final ArchRule NAMES_SAY_SOMETHING =
      classes()
          .that()
          .resideInAPackage("io.tidegate..")
          .should(
              have(
                  describe(
                      "a name that says something",
                      (JavaClass type) -> !EMPTY_NAME.matcher(type.getSimpleName()).matches())));

  static final ArchRule PACKAGES_ARE_FEATURES =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..service..", "..impl..", "..dto..", "..util..", "..common..", "..model..");

  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes()
          .that(
              describe(
                  "are Java outside test packages",
                  (JavaClass type) -> !isKotlin(type) && !type.isAnonymousClass()))
          .should(
              be(
                  describe(
                      "in a package marked @NullMarked",
                      (JavaClass type) ->
                          type.getPackage().getAnnotations().stream()
                              .anyMatch(
                                  annotation ->
                                      annotation
                                          .getRawType()
                                          .getName()
                                          .equals("org.jspecify.annotations.NullMarked")))));

  private Rules() {}

  private static boolean readsTheMachine(JavaAccess<?> call) {
    JavaClass owner = call.getTargetOwner();
    boolean takesAClock =
        call.getTarget() instanceof MethodCallTarget method
            && method.getRawParameterTypes().stream()
                .anyMatch(type -> type.isAssignableTo(Clock.class));
    return !takesAClock
        && ((owner.getPackageName().equals("java.time")
                && !owner.isEquivalentTo(InstantSource.class))
            || (owner.isEquivalentTo(InstantSource.class) && call.getName().equals("system"))
            || owner.isEquivalentTo(System.class));
  }

  private static boolean isArithmeticOfPolicies(JavaAccess<?> call) {
    JavaClass owner = call.getTargetOwner();
    return owner.getPackageName().equals("io.tidegate.policy")
        && (Set.of("Tickets", "Round").contains(outermost(owner).getSimpleName())
            || POLICY_ARITHMETIC.contains(call.getName()));
  }

  private static boolean isKotlin(JavaClass type) {
    return outermost(type).isAnnotatedWith("kotlin.Metadata")
        || type.isAnnotatedWith("kotlin.Metadata");
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(Rules::outermost).orElse(type);
  }
}
