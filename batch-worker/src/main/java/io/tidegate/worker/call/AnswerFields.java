package io.tidegate.worker.call;

import io.tidegate.policy.FieldPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is read from the answers of one call, as a tree of member names. */
final class AnswerFields {

  /** What a place in the answer means; a place may mean several things. */
  enum Meaning {
    CODE,
    CURSOR,
    SINCE,
    OBJECT
  }

  /** A member of an object of the answer. */
  static final class Node {
    final String name;

    /** The member is an array, each element of which is meant. */
    final boolean every;

    final List<Meaning> meanings = new ArrayList<>(1);
    final List<Node> children = new ArrayList<>(4);

    Node(String name, boolean every) {
      this.name = name;
      this.every = every;
    }

    @Nullable Node child(String wanted) {
      // A handful of names: walking them is cheaper than hashing.
      for (int i = 0; i < children.size(); i++) {
        if (children.get(i).name.equals(wanted)) {
          return children.get(i);
        }
      }
      return null;
    }
  }

  final Node root = new Node("", false);

  AnswerFields with(@Nullable FieldPath path, Meaning meaning) {
    if (path != null) {
      Node node = root;
      for (FieldPath.Step step : path.steps()) {
        Node next = node.child(step.name());
        if (next == null || next.every != step.every()) {
          next = new Node(step.name(), step.every());
          node.children.add(next);
        }
        node = next;
      }
      node.meanings.add(meaning);
    }
    return this;
  }
}
