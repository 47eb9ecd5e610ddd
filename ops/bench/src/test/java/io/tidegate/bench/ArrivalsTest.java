package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {
  @Test
  void theFullestStretchNeedNotBeginOnAWholeSecond() {
    Arrivals arrivals = Arrivals.at(LongStream.of(0, 900_000, 1_000_000, 1_800_000, 1_950_000));
    assertThat(arrivals.mostIn(1_000_000)).isEqualTo(3);
    assertThat(arrivals.mostIn(100_000)).isEqualTo(1);
    assertThat(arrivals.mostIn(100_001)).isEqualTo(2);
  }

  @Test
  void aStretchHoldsItsBeginAndNotItsEnd() {
    assertThat(Arrivals.at(LongStream.of(5, 10)).mostIn(5)).isEqualTo(1);
    assertThat(Arrivals.at(LongStream.empty()).mostIn(5)).isZero();
  }

  @Test
  void readsALedgerFromAnInstantOn(@TempDir Path folder) throws IOException {
    Path ledger = folder.resolve("ledger.csv");
    Files.writeString(
        ledger, "institution,epoch_micros,status\nB,30,200\nB,10,200\nC,25,200\nB,20,200\n");
    assertThat(Arrivals.of(ledger, "B", 20).count()).isEqualTo(2);
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n");
    assertThatThrownBy(() -> Arrivals.of(other, "B", 0)).hasMessageContaining("epoch_micros");
  }

  @Test
  void theReceiverIsBehindByWhatTheNthArrivalIsAfterTheNthInstant() {
    // The plan: 105, 115, 125, 135. One early, one on time, one 2 late, one left out before the
    // last.
    Arrivals arrivals = Arrivals.at(LongStream.of(104_000, 115_000, 127_000, 145_000));
    Quantiles behind = arrivals.behind(100_000, 10_000);
    assertThat(behind.at(0)).isZero();
    assertThat(behind.at(1)).isEqualTo(10);
    assertThat(behind.at(2 / 3.0)).isEqualTo(2);
  }

  @Test
  void quantilesLieBetweenTheirNeighbours() {
    Quantiles quantiles = Quantiles.of(List.of(4.0, 1.0, 2.0, 3.0));
    assertThat(quantiles.median()).isEqualTo(2.5);
    assertThat(quantiles.at(0)).isEqualTo(1);
    assertThat(quantiles.at(1)).isEqualTo(4);
    assertThatThrownBy(() -> quantiles.at(1.1)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> Quantiles.of(List.of())).hasMessageContaining("no figures");
  }
}
