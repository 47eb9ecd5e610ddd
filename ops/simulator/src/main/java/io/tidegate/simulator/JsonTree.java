package io.tidegate.simulator;

import io.tidegate.policy.FieldPath;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of an answer: an object whose members are fixed texts, slots to be filled, or objects.
 * Paths of a policy are laid into it one after the other.
 */
final class JsonTree {

  /** What is filled in when an answer is made. */
  enum Slot {
    SINCE,
    COUNT,
    OBJECTS,
    /** All that is told of one object, each with a comma before it. */
    DETAIL,
    /** With its name and the comma before it, and only while another page follows. */
    CURSOR
  }

  /** What a member is. */
  sealed interface Value {}

  record Fixed(String text) implements Value {}

  /** A slot; {@code path} is where the objects' ids stand in each element of the list. */
  record Open(Slot slot, FieldPath path) implements Value {}

  record Branch(JsonTree tree, boolean inArray) implements Value {}

  private final Map<String, Value> members = new LinkedHashMap<>();

  Map<String, Value> members() {
    return members;
  }

  /** Lays a value at the end of a path; arrays on the way have one element. */
  void lay(FieldPath path, Value value) {
    JsonTree at = this;
    for (FieldPath.Step step : path.steps().subList(0, path.steps().size() - 1)) {
      at = at.branch(step, path);
    }
    FieldPath.Step last = path.steps().getLast();
    at.put(last.name(), value, path);
  }

  /** Lays the list of a path at its first array; what follows is each element's own path. */
  void layList(FieldPath path) {
    JsonTree at = this;
    for (int i = 0; i < path.steps().size(); i++) {
      FieldPath.Step step = path.steps().get(i);
      if (step.every()) {
        at.put(step.name(), new Open(Slot.OBJECTS, path), path);
        if (step.name().endsWith("_list")) {
          String name = step.name().substring(0, step.name().length() - "list".length()) + "cnt";
          at.members.putIfAbsent(name, new Open(Slot.COUNT, path));
        }
        return;
      }
      if (i == path.steps().size() - 1) {
        at.put(step.name(), new Open(Slot.OBJECTS, path), path);
      } else {
        at = at.branch(step, path);
      }
    }
  }

  private JsonTree branch(FieldPath.Step step, FieldPath path) {
    Value there =
        members.computeIfAbsent(step.name(), name -> new Branch(new JsonTree(), step.every()));
    if (there instanceof Branch branch && branch.inArray() == step.every()) {
      return branch.tree();
    }
    throw contradiction(path);
  }

  private void put(String name, Value value, FieldPath path) {
    if (members.putIfAbsent(name, value) != null) {
      throw contradiction(path);
    }
  }

  private static IllegalArgumentException contradiction(FieldPath path) {
    return new IllegalArgumentException(
        "no answer can have the path " + path + " beside the other paths of its call");
  }
}
