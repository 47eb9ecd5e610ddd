package io.tidegate.policy;

import io.tidegate.policy.yaml.EditorSchema;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.KeyTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Documents made from the table of keys, so that they say what the reader does. */
public final class PolicyDocuments {

  private PolicyDocuments() {}

  /** The JSON Schema of policy files, for editors. */
  public static String schema() {
    List<Object> cases = new ArrayList<>();
    for (String preset : Presets.NAMES) {
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("properties", Map.of("preset", Map.of("const", preset)));
      named.put("required", List.of(Keys.PRESET.name()));
      cases.add(when(named, requiredWith(preset)));
    }
    Map<String, Object> unnamed = Map.of("required", List.of(Keys.PRESET.name()));
    cases.add(when(Map.of("not", unnamed), required()));
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("title", "Policy of an institution");
    head.put("description", "Made from the table of keys by: ./tidegate institutions schema");
    Map<String, Object> tail = new LinkedHashMap<>();
    tail.put("required", required().stream().filter(PolicyDocuments::everyPresetAsks).toList());
    tail.put("allOf", cases);
    return EditorSchema.of(Keys.POLICY, head, tail);
  }

  /** The tables of all keys, in Markdown. */
  public static String keyTable() {
    return KeyTable.of(Keys.POLICY);
  }

  private static Map<String, Object> when(Map<String, Object> condition, List<String> required) {
    Map<String, Object> when = new LinkedHashMap<>();
    when.put("if", condition);
    when.put("then", Map.of("required", required));
    return when;
  }

  private static List<String> required() {
    return Keys.POLICY.keys().stream()
        .filter(key -> key.need() == Key.Need.REQUIRED)
        .<String>map(Key::name)
        .toList();
  }

  private static List<String> requiredWith(String preset) {
    Presets.Preset regime = Presets.find(preset).orElseThrow();
    Set<String> required = new TreeSet<>(required());
    required.removeAll(regime.values().entries().keySet());
    required.addAll(regime.mustSet().keySet());
    return List.copyOf(required);
  }

  private static boolean everyPresetAsks(String key) {
    return Presets.NAMES.stream().allMatch(preset -> requiredWith(preset).contains(key));
  }
}
