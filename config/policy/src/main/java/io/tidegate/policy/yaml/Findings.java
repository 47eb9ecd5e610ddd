package io.tidegate.policy.yaml;

import java.util.ArrayList;
import java.util.List;

/** Everything found on the way through a document. */
public final class Findings {

  private final List<Finding> errors = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();

  public void error(int line, String key, String found, String allowed) {
    errors.add(new Finding(line, key, found, allowed));
  }

  public void error(Yaml node, String key, String allowed) {
    error(node.line(), key, node.shown(), allowed);
  }

  public void warning(int line, String key, String found, String allowed) {
    warnings.add(new Finding(line, key, found, allowed));
  }

  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  int count() {
    return errors.size();
  }

  public List<Finding> errors() {
    return List.copyOf(errors);
  }

  public List<Finding> warnings() {
    return List.copyOf(warnings);
  }
}
