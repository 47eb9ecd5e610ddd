package io.tidegate.standalone;

import io.tidegate.embedded.FreePorts;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each program finds in its environment: its settings. */
final class Environments {
  private static final String PUSH_TOKEN = "TIDEGATE_PUSH_ACCESS_SERVICETOKEN";
  private static final String SOCKET_PORT = "TIDEGATE_PUSH_SOCKET_PORT";

  private final StandaloneSettings settings;
  private final Map<String, Map<String, String>> own = new ConcurrentHashMap<>();

  Environments(StandaloneSettings settings) {
    this.settings = settings;
  }

  /** Settings of one program on top of all others'; they replace those given before. */
  void put(String program, Map<String, String> more) {
    own.put(program, Map.copyOf(more));
  }

  /** A program's whole environment. */
  Map<String, String> of(String program, Database database, String kafka) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SPRING_DATASOURCE_URL", database.url());
    environment.put("SPRING_DATASOURCE_USERNAME", database.user());
    environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
    environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka);
    environment.put("SERVER_PORT", "0");
    environment.put(
        "TIDEGATE_INSTITUTIONS_DIR",
        settings.institutions().toAbsolutePath().normalize().toString());
    environment.putAll(settings.environment());
    environment.putAll(own(program));
    return environment;
  }

  /**
   * Gives push-worker a service token of the folder's own and a free port for sockets, unless
   * whoever starts this has given them. The port stays the same when the process is started again.
   *
   * @return the port
   */
  String preparePush(DataFolder folder) throws IOException {
    Map<String, String> given = new HashMap<>(System.getenv());
    given.putAll(settings.environment());
    given.putAll(own(Standalone.PUSH));
    Map<String, String> more = new HashMap<>(own(Standalone.PUSH));
    if (given.keySet().stream().noneMatch(name -> name.startsWith(PUSH_TOKEN))) {
      more.put(PUSH_TOKEN + "FILE", folder.pushServiceToken().toString());
    }
    String port = given.get(SOCKET_PORT);
    if (port == null) {
      port = Integer.toString(FreePorts.choose(1).getFirst());
      more.put(SOCKET_PORT, port);
    }
    put(Standalone.PUSH, more);
    return port;
  }

  private Map<String, String> own(String program) {
    return own.getOrDefault(program, Map.of());
  }
}
