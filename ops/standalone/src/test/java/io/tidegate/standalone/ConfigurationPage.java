package io.tidegate.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page of all settings, from what the compiler and the processes' own defaults say of them. */
final class ConfigurationPage {
  private static final String HEAD =
      """
      # Configuration

      Written by `ConfigurationPageTest` from the code: do not edit. Every setting has a default. It
      is overridden, by Spring's conventions, in the environment (`tidegate.ring.sweep-every` is
      `TIDEGATE_RING_SWEEPEVERY`), as a JVM property, on the command line (`--tidegate.…=`), or in an
      `application.yaml` in the working directory. `tidegate up` and `tidegate demo` hand their
      environment on to the processes.

      Durations are written `250ms`, `10s`, `5m`, `400d`; sizes `32MB`.
      """;

  private final Path build;
  private final StringBuilder page = new StringBuilder(HEAD);

  ConfigurationPage(Path build) {
    this.build = build;
  }

  /** The page as it should be. */
  String text() throws IOException {
    section(
        "Every process",
        "config/process/src/main/resources/META-INF/additional-spring-configuration-metadata.json");
    process("scheduler-app", "scheduler-app/app");
    process("batch-worker", "batch-worker");
    process("push-worker", "push-worker/app");
    return page.toString();
  }

  private void process(String name, String module) throws IOException {
    section(name, module + "/target/classes/META-INF/spring-configuration-metadata.json");
    page.append("\nDefaults of ").append(name).append(" for Spring's own settings:\n\n");
    page.append("| setting | default |\n|---|---|\n");
    Path yaml = build.resolve(module).resolve("src/main/resources/application.yaml");
    Object root = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(yaml));
    Map<String, String> flat = new TreeMap<>();
    flatten("", root, flat);
    flat.forEach(
        (key, value) ->
            page.append("| `").append(key).append("` | `").append(value).append("` |\n"));
  }

  private void section(String title, String metadata) throws IOException {
    page.append("\n## ").append(title).append("\n\n");
    page.append("| setting | type | default | what |\n|---|---|---|---|\n");
    JsonNode properties =
        new JsonMapper().readTree(Files.readAllBytes(build.resolve(metadata))).path("properties");
    List<String> rows = new ArrayList<>();
    for (JsonNode property : properties) {
      rows.add(row(property));
    }
    rows.sort(null);
    rows.forEach(page::append);
  }

  private static String row(JsonNode property) {
    JsonNode value = property.path("defaultValue");
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            property.path("name").asString(),
            type(property.path("type").asString()),
            value.isMissingNode() ? "" : "`" + text(value) + "`",
            property
                .path("description")
                .asString("")
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replace("|", "\\|"));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asString() : value.toString();
  }

  /** A class's last name, in words that somebody who writes YAML knows. */
  private static String type(String name) {
    String last = name.replaceAll("<.*>", "").replaceAll(".*[.$]", "");
    return switch (last) {
      case "Path" -> "path";
      case "DataSize" -> "size";
      case "Integer", "Long" -> "whole number";
      case "Double", "Float" -> "number";
      case "Boolean" -> "true or false";
      case "String" -> "text";
      default -> last.toLowerCase(Locale.ROOT);
    };
  }

  private static void flatten(String above, Object node, Map<String, String> flat) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> flatten(above.isEmpty() ? "" + key : above + "." + key, value, flat));
    } else {
      flat.put(above, String.valueOf(node));
    }
  }
}
