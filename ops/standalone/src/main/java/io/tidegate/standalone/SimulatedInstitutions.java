package io.tidegate.standalone;

import io.tidegate.embedded.Sessions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The simulator as a process: institutions to call, that write down every call they see. */
public final class SimulatedInstitutions implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final String NICE = "-10";

  private final Process process;
  private final Path ledger;
  private final URI control;

  private SimulatedInstitutions(Process process, Path ledger, URI control) {
    this.process = process;
    this.ledger = ledger;
    this.control = control;
  }

  /**
   * Starts simulated institutions at the addresses that their policies name; returns when they
   * answer.
   *
   * @param policies folder of their policy files
   * @param folder where the ledger, the address file and the log are put
   * @param options further options of the simulator, such as {@code --errors}
   */
  public static SimulatedInstitutions start(Path policies, Path folder, List<String> options)
      throws IOException {
    Path ledger = folder.resolve("ledger.csv");
    Path address = folder.resolve("simulator.json");
    Path log = folder.resolve("simulator.log");
    Files.deleteIfExists(address);
    // A receiver that has to wait for the processor proves nothing. Where nobody may raise its
    // priority, nice says so in the log and starts it all the same.
    List<String> command = new ArrayList<>(List.of("nice", "-n", NICE));
    command.addAll(Programs.ofThisProcess().command(Program.SIMULATOR, List.of()));
    command.addAll(
        List.of(
            "--institutions",
            policies.toString(),
            "--ledger",
            ledger.toString(),
            "--address-file",
            address.toString(),
            "--exit-with-parent"));
    command.addAll(options);
    Process process =
        Sessions.apart(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    favourSession(process);
    try {
      AddressFile.await(process, address, "the simulator", log);
      URI control =
          URI.create(new JsonMapper().readTree(address.toFile()).path("control").asString());
      return new SimulatedInstitutions(process, ledger, control);
    } catch (IOException | RuntimeException e) {
      Sessions.kill(process.toHandle());
      throw e;
    }
  }

  /** The arrival ledger; whole once this is closed. */
  public Path ledger() {
    return ledger;
  }

  /** Base address of the control interface: counts, moods. */
  public URI control() {
    return control;
  }

  /** Stops the process; the ledger is written to its end. */
  @Override
  public void close() throws IOException {
    Sessions.stop(process.toHandle(), GRACE);
  }

  /**
   * Sessions share the processor as groups where the kernel's autogroup is on; there nice says only
   * who is first within a session.
   */
  private static void favourSession(Process process) {
    try {
      Files.writeString(Path.of("/proc/" + process.pid() + "/autogroup"), NICE);
    } catch (IOException e) {
      // No autogroups here, or no right to be favoured: nice alone has to do.
    }
  }
}
