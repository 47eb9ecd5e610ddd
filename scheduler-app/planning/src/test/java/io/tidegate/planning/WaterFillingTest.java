package io.tidegate.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaterFillingTest {

  private final RandomGenerator rolls = Rolls.of(WaterFillingTest.class);

  /** Cells to be filled, by chance. */
  private static final class Cells {
    final double[] bases;
    final double[] widths;
    final double[] capacities;

    Cells(double[] bases, double[] widths, double[] capacities) {
      this.bases = bases;
      this.widths = widths;
      this.capacities = capacities;
    }

    double[] fill(double amount) {
      return new WaterFilling(bases, widths, capacities).fill(amount);
    }

    double room() {
      return Arrays.stream(capacities).sum();
    }

    double level(int cell, double[] taken) {
      return bases[cell] + taken[cell] / widths[cell];
    }

    Cells ordered(int[] order) {
      return new Cells(
          Arrays.stream(order).mapToDouble(i -> bases[i]).toArray(),
          Arrays.stream(order).mapToDouble(i -> widths[i]).toArray(),
          Arrays.stream(order).mapToDouble(i -> capacities[i]).toArray());
    }
  }

  private Cells cells(int most) {
    int n = 1 + rolls.nextInt(most);
    return new Cells(
        IntStream.range(0, n)
            .mapToDouble(i -> rolls.nextInt(4) * 10 + rolls.nextDouble())
            .toArray(),
        IntStream.range(0, n).mapToDouble(i -> 0.5 + rolls.nextInt(3)).toArray(),
        IntStream.range(0, n).mapToDouble(i -> rolls.nextInt(5) * 8.0).toArray());
  }

  @Test
  void theTotalIsConservedAndNoCapacityExceeded() {
    for (int run = 0; run < 2_000; run++) {
      Cells cells = cells(30);
      double amount = rolls.nextDouble() * 1.5 * cells.room();
      double[] taken = cells.fill(amount);
      assertThat(Arrays.stream(taken).sum())
          .isEqualTo(Math.min(amount, cells.room()), within(1e-6));
      for (int i = 0; i < taken.length; i++) {
        assertThat(taken[i]).isBetween(0.0, cells.capacities[i]);
      }
    }
  }

  @Test
  void cellsThatTakeSomethingAndAreNotFullStandAtOneLevelBelowAllOthers() {
    for (int run = 0; run < 2_000; run++) {
      Cells cells = cells(30);
      double amount = rolls.nextDouble() * cells.room();
      double[] taken = cells.fill(amount);
      double level = new WaterFilling(cells.bases, cells.widths, cells.capacities).level(amount);
      for (int i = 0; i < taken.length; i++) {
        boolean full = taken[i] >= cells.capacities[i] - 1e-9;
        if (taken[i] > 1e-9 && !full) {
          assertThat(cells.level(i, taken)).isEqualTo(level, within(1e-6));
        }
        if (taken[i] <= 1e-9 && !full) {
          assertThat(cells.bases[i]).isGreaterThan(level - 1e-6);
        }
        if (full && cells.capacities[i] > 0) {
          assertThat(cells.level(i, taken)).isLessThan(level + 1e-6);
        }
      }
    }
  }

  /** The naive model: give drop by drop to whichever cell with room is the lowest. */
  @Test
  void noOneWhoPoursDropByDropKeepsTheHighestLevelLower() {
    for (int run = 0; run < 200; run++) {
      Cells cells = cells(8);
      double amount = rolls.nextDouble() * cells.room();
      double drop = Math.max(amount / 4_000, 1e-6);
      double[] poured = new double[cells.bases.length];
      for (double given = 0; given + drop <= amount; given += drop) {
        int lowest = -1;
        for (int i = 0; i < poured.length; i++) {
          boolean room = poured[i] + drop <= cells.capacities[i];
          if (room && (lowest < 0 || cells.level(i, poured) < cells.level(lowest, poured))) {
            lowest = i;
          }
        }
        if (lowest < 0) {
          break;
        }
        poured[lowest] += drop;
      }
      double[] taken = cells.fill(amount);
      assertThat(highest(cells, taken)).isLessThan(highest(cells, poured) + 10 * drop);
    }
  }

  private static double highest(Cells cells, double[] taken) {
    return IntStream.range(0, taken.length)
        .mapToDouble(i -> cells.level(i, taken))
        .max()
        .orElseThrow();
  }

  @Test
  void theOrderOfTheCellsDoesNotMatter() {
    for (int run = 0; run < 500; run++) {
      Cells cells = cells(20);
      double amount = rolls.nextDouble() * cells.room();
      int[] order = shuffled(cells.bases.length);
      double[] taken = cells.fill(amount);
      double[] reordered = cells.ordered(order).fill(amount);
      for (int i = 0; i < order.length; i++) {
        assertThat(reordered[i]).isEqualTo(taken[order[i]], within(1e-6));
      }
    }
  }

  private int[] shuffled(int n) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int other = rolls.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  @Test
  void peaksGetNothingAndValleysMuch() {
    double[] taken =
        new WaterFilling(new double[] {10, 2, 6}, new double[] {1, 1, 1}, new double[] {99, 99, 99})
            .fill(6);
    assertThat(taken).containsExactly(new double[] {0, 5, 1}, within(1e-9));
  }

  @Test
  void refusesCellsThatAreNone() {
    assertThatThrownBy(() -> new WaterFilling(new double[1], new double[2], new double[1]))
        .hasMessage("bases, widths and capacities must be as many, but are 1, 2 and 1");
    assertThatThrownBy(
            () -> new WaterFilling(new double[] {Double.NaN}, new double[1], new double[1]))
        .hasMessageContaining("cell 0 has NaN, 0.0 and 0.0");
  }
}
