package io.tidegate.simulator;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts simulated institutions and runs until it is stopped. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    description = {
      "Simulate institutions: answer calls as their policies describe them, enforce limits, windows"
          + " and quotas, and write every call to an arrival ledger. See docs/simulator.md."
    })
public final class Simulator implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--institutions",
      paramLabel = "DIR",
      description = "Folder of policy files (default: ./institutions).")
  private Path institutions = Path.of("institutions");

  @SuppressWarnings("NullAway.Init") // required
  @Option(
      names = "--ledger",
      required = true,
      paramLabel = "FILE",
      description = "Arrival ledger to begin; a new file.")
  private Path ledger;

  @Option(
      names = "--control-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Port of the control interface (default: a free one).")
  private int controlPort;

  @Option(
      names = "--free-ports",
      description = "Listen on free ports in place of those in the policies.")
  private boolean freePorts;

  @Option(
      names = "--address-file",
      paramLabel = "FILE",
      description = "Write all addresses there as JSON when everything listens.")
  private @Nullable Path addressFile;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "From which all users' data follows (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--latency",
      defaultValue = "PT0S",
      paramLabel = "TIME",
      description = "Median of the answers' latency, such as PT0.02S (default: none).")
  private Duration latency = Duration.ZERO;

  @Option(
      names = "--spread",
      defaultValue = "0.5",
      paramLabel = "SIGMA",
      description = "Sigma of the log-normal latency (default: ${DEFAULT-VALUE}).")
  private double spread;

  @Option(
      names = "--errors",
      defaultValue = "0",
      paramLabel = "SHARE",
      description = "Share of calls that fail with a transient error (default: none).")
  private double errors;

  @Option(
      names = "--paged",
      defaultValue = "0.2",
      paramLabel = "SHARE",
      description = "Share of users whose lists have several pages (default: ${DEFAULT-VALUE}).")
  private double paged;

  @Option(
      names = "--ended",
      defaultValue = "0",
      paramLabel = "SHARE",
      description = "Share of users whose consent is over (default: none).")
  private double ended;

  @Option(
      names = "--closed",
      defaultValue = "0",
      paramLabel = "SHARE",
      description = "Share of objects that are closed (default: none).")
  private double closed;

  @Option(
      names = "--changes",
      defaultValue = "PT24H",
      paramLabel = "TIME",
      description = "How often a user's data changes (default: ${DEFAULT-VALUE}, a day).")
  private Duration changes = Duration.ofDays(1);

  @Option(
      names = "--tls-certificate",
      paramLabel = "PEM",
      description = "Certificate for endpoints with https.")
  private @Nullable Path tlsCertificate;

  @Option(names = "--tls-key", paramLabel = "PEM", description = "Its private key.")
  private @Nullable Path tlsKey;

  @Option(
      names = "--tls-clients",
      paramLabel = "PEM",
      description = "Clients must show a certificate from one of these.")
  private @Nullable Path tlsClients;

  @Option(names = "--exit-with-parent", description = "Stop when standard input ends.")
  private boolean exitWithParent;

  /** Runs a simulation as a process; exit code 0 when it was stopped, 1 failed, 2 wrong use. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Simulator())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().println("simulator: " + e.getMessage());
                  return CommandLine.ExitCode.SOFTWARE;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PortOptions.check(spec, "--control-port", controlPort);
    PrintWriter err = spec.commandLine().getErr();
    Reading reading = PolicyReader.read(institutions);
    if (!reading.isValid() || reading.files().isEmpty()) {
      reading.errors().stream().map(Problem::toString).forEach(err::println);
      reading.warnings().stream().map(Problem::toString).forEach(err::println);
      return CommandLine.ExitCode.USAGE;
    }
    Map<String, String> elsewhere = Doors.elsewhere(reading.policies());
    List<Policy> here =
        reading.policies().stream().filter(each -> !elsewhere.containsKey(each.code())).toList();
    if (here.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no institution's addresses are on loopback: " + listed(elsewhere));
    }
    if (!elsewhere.isEmpty()) {
      err.println("simulator: left out: " + listed(elsewhere));
    }
    try (Simulation simulation = start(here)) {
      stopOnSignal(simulation);
      if (exitWithParent) {
        ParentProcess.whenGone("simulator", simulation::stop);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.printf("institutions simulated: %d; control: %s%n", here.size(), simulation.control());
      out.flush();
      return simulation.untilStopped();
    }
  }

  private static String listed(Map<String, String> reasons) {
    return reasons.entrySet().stream()
        .map(each -> each.getKey() + " (" + each.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  private Simulation start(List<Policy> policies) throws IOException {
    try {
      Habits habits =
          new Habits(seed, new Latency(latency, spread), errors, paged, ended, closed, changes);
      for (Policy policy : policies) {
        warnOfNamelessUsers(policy);
      }
      return Simulation.start(
          policies,
          new Settings(
              ledger, controlPort, freePorts, addressFile, habits, true, tls(), Visitors.PATIENCE),
          MachineClock.CLOCK);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (FileAlreadyExistsException e) {
      throw new ParameterException(
          spec.commandLine(), "ledger " + ledger + " exists already; name a new file", e);
    }
  }

  private void warnOfNamelessUsers(Policy policy) {
    boolean named =
        policy.auth() == io.tidegate.policy.Auth.BEARER
            || policy.headers().values().stream().anyMatch(h -> h.placeholders().contains("user"))
            || policy.calls().stream().allMatch(Simulator::namesUser);
    if (!named) {
      spec.commandLine()
          .getErr()
          .println(
              "simulator: calls to "
                  + policy.code()
                  + " do not say whose they are (no {user}, no bearer token): all count as one"
                  + " user's");
    }
  }

  private static boolean namesUser(io.tidegate.policy.CallSpec call) {
    return call.target().placeholders().contains("user")
        || (call.body() != null && call.body().placeholders().contains("user"))
        || call.headers().values().stream().anyMatch(h -> h.placeholders().contains("user"));
  }

  private Settings.@Nullable Tls tls() {
    if (tlsCertificate == null || tlsKey == null) {
      return null;
    }
    return new Settings.Tls(tlsCertificate, tlsKey, tlsClients);
  }

  private static void stopOnSignal(Simulation simulation) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      try {
                        simulation.close();
                      } catch (IOException e) {
                        System.err.println("simulator: the ledger may lack its end: " + e);
                      }
                    }));
  }
}
