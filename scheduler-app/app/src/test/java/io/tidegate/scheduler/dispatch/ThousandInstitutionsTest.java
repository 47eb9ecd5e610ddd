package io.tidegate.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Says how long a minute and a night of a thousand institutions take; measured, not judged. */
class ThousandInstitutionsTest {
  @Test
  void minutesAndDaysOfAThousandInstitutionsArePlannedAndSent(@TempDir Path folder) {
    ManyInstitutions.Figures figures = ManyInstitutions.measure(folder, 1_000, 4);
    figures.took().forEach(System.out::println);
    assertThat(figures.took()).hasSize(5);
    assertThat(figures.commands()).isEqualTo(4 * (900 + 100 * 8));
  }
}
