package io.tidegate.bench;

import io.tidegate.standalone.SimulatedInstitutions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulator: keeps limits and a ledger of what arrived. */
record Simulated(SimulatedInstitutions institutions) implements Receiver {

  static Simulated start(
      List<BenchPolicy> policies, Path folder, Duration latency, @Nullable Papers papers)
      throws IOException {
    Path own = Files.createDirectories(folder);
    Path files = Files.createDirectory(own.resolve("policies"));
    for (BenchPolicy policy : policies) {
      Files.writeString(files.resolve(policy.code() + ".yaml"), policy.text());
    }
    List<String> options = new ArrayList<>(List.of("--latency", latency.toString()));
    if (papers != null) {
      options.addAll(
          List.of(
              "--tls-certificate",
              papers.certificate("server").toString(),
              "--tls-key",
              papers.key("server").toString(),
              "--tls-clients",
              papers.certificate("authority").toString()));
    }
    return new Simulated(SimulatedInstitutions.start(files, own, options));
  }

  @Override
  public String name() {
    return "simulator";
  }

  /** What arrived; whole once this is closed. */
  Path ledger() {
    return institutions.ledger();
  }

  @Override
  public void close() throws IOException {
    institutions.close();
  }
}
