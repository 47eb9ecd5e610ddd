package io.tidegate.standalone;

import io.tidegate.embedded.Sessions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** FCM, APNs and Web Push as a process: they take pushes and write down when each arrived. */
public final class SimulatedPushServices implements AutoCloseable {
  /** The app that push-worker's settings know here. */
  public static final String APP = "demo";

  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Process process;
  private final JsonNode addresses;

  private SimulatedPushServices(Process process, JsonNode addresses) {
    this.process = process;
    this.addresses = addresses;
  }

  /**
   * Starts them on free ports of loopback; returns when they answer.
   *
   * @param folder where keys, addresses and the log are put
   * @param options further options, such as {@code --kept}
   */
  public static SimulatedPushServices start(Path folder, List<String> options) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("push-services.json");
    Path log = folder.resolve("push-services.log");
    Files.deleteIfExists(file);
    List<String> command =
        new ArrayList<>(Programs.ofThisProcess().command(Program.PUSH_SERVICES, List.of()));
    command.addAll(List.of("--folder", folder.toString(), "--exit-with-parent"));
    command.addAll(options);
    Process process =
        Sessions.apart(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      AddressFile.await(process, file, "the simulator of push services", log);
      return new SimulatedPushServices(process, new JsonMapper().readTree(file.toFile()));
    } catch (IOException | RuntimeException e) {
      Sessions.kill(process.toHandle());
      throw e;
    }
  }

  /** Base address of the control interface: arrivals, scripts. */
  public URI control() {
    return URI.create(addresses.path("control").asString());
  }

  /** What is written about one of them in the address file. */
  public JsonNode of(String channel) {
    return addresses.path(channel);
  }

  /** Its process, for who measures. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Settings of a push-worker that sends to them, in the name of {@link #APP}. */
  public Map<String, String> settings() {
    String fcm = "TIDEGATE_PUSH_FCM_";
    String apns = "TIDEGATE_PUSH_APNS_";
    String app = "APPS_DEMO_";
    JsonNode google = of("fcm");
    JsonNode apple = of("apns");
    Map<String, String> settings = new HashMap<>();
    settings.put(fcm + "ENDPOINT", google.path("endpoint").asString());
    settings.put(fcm + app + "SERVICEACCOUNTFILE", google.path("serviceAccountFile").asString());
    settings.put(apns + "TRUSTFILE", apple.path("trustFile").asString());
    settings.put(apns + app + "ENDPOINT", apple.path("endpoint").asString());
    settings.put(apns + app + "TOPIC", apple.path("topic").asString());
    settings.put(apns + app + "KEYFILE", apple.path("keyFile").asString());
    settings.put(apns + app + "KEYID", apple.path("keyId").asString());
    settings.put(apns + app + "TEAMID", apple.path("teamId").asString());
    settings.put("TIDEGATE_PUSH_WEBPUSH_CONTACT", "mailto:demo@example.com");
    settings.put("TIDEGATE_PUSH_ADDRESSES_ALLOWLOOPBACK", "true");
    return settings;
  }

  @Override
  public void close() throws IOException {
    Sessions.stop(process.toHandle(), GRACE);
  }
}
