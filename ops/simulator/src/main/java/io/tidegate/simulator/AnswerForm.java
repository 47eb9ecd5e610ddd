package io.tidegate.simulator;

import io.tidegate.policy.CallSpec;
import io.tidegate.policy.FieldPath;
import io.tidegate.policy.Pages;
import io.tidegate.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one call: text with slots, made once from the policy's paths, so that an answer
 * costs a few appends. Every value is a string, as in MyData.
 */
final class AnswerForm {

  private record Part(String text, JsonTree.@Nullable Open slot, String name) {}

  private final List<Part> parts = new ArrayList<>();
  private final String unchanged;
  private final boolean detail;
  private final StringBuilder literal = new StringBuilder();

  AnswerForm(Policy policy, CallSpec spec, Outcome success, @Nullable Outcome unchanged) {
    this.detail = spec.each() == null;
    JsonTree tree = beginning(policy, success);
    FieldPath since = policy.answers().since().from();
    if (spec.sendsSince()) {
      tree.lay(since, new JsonTree.Open(JsonTree.Slot.SINCE, since));
    }
    CallSpec.Each each = spec.each();
    if (each != null) {
      tree.layList(each.from());
    }
    Pages pages = spec.pages();
    if (pages != null) {
      tree.lay(pages.from(), new JsonTree.Open(JsonTree.Slot.CURSOR, pages.from()));
    }
    write(tree, true);
    closePart(null, "");
    this.unchanged = unchanged == null ? "" : fixed(policy, unchanged);
  }

  /** A body that says a code and nothing more. */
  static String fixed(Policy policy, Outcome outcome) {
    StringBuilder out = new StringBuilder();
    writeFixed(beginning(policy, outcome), out);
    return out.toString();
  }

  private static JsonTree beginning(Policy policy, Outcome outcome) {
    JsonTree tree = new JsonTree();
    policy
        .responses()
        .code()
        .filter(path -> !outcome.code().isEmpty())
        .ifPresent(path -> tree.lay(path, new JsonTree.Fixed(outcome.code())));
    tree.members().putIfAbsent("rsp_msg", new JsonTree.Fixed(outcome.message()));
    return tree;
  }

  private static void writeFixed(JsonTree tree, StringBuilder out) {
    String comma = "{";
    for (Map.Entry<String, JsonTree.Value> member : tree.members().entrySet()) {
      out.append(comma).append('"').append(member.getKey()).append("\":");
      switch (member.getValue()) {
        case JsonTree.Fixed fixed -> out.append('"').append(fixed.text()).append('"');
        case JsonTree.Branch branch -> {
          out.append(branch.inArray() ? "[" : "");
          writeFixed(branch.tree(), out);
          out.append(branch.inArray() ? "]" : "");
        }
        case JsonTree.Open open -> throw new IllegalStateException("not fixed: " + open);
      }
      comma = ",";
    }
    out.append('}');
  }

  /** Optional members come last, so that a comma can stand before them. */
  private void write(JsonTree tree, boolean root) {
    literal.append('{');
    String comma = "";
    if (!root) {
      literal.append("\"self\":\"1\"");
      comma = ",";
    }
    for (Map.Entry<String, JsonTree.Value> member : tree.members().entrySet()) {
      if (!isOptional(member.getValue())) {
        literal.append(comma).append('"').append(member.getKey()).append("\":");
        write(member.getKey(), member.getValue());
        comma = ",";
      }
    }
    if (root && detail) {
      closePart(new JsonTree.Open(JsonTree.Slot.DETAIL, FieldPath.parse("detail")), "");
    }
    tree.members()
        .forEach(
            (name, value) -> {
              if (isOptional(value)) {
                closePart((JsonTree.Open) value, name);
              }
            });
    literal.append('}');
  }

  private void write(String name, JsonTree.Value value) {
    switch (value) {
      case JsonTree.Fixed fixed -> literal.append('"').append(fixed.text()).append('"');
      case JsonTree.Open open -> closePart(open, name);
      case JsonTree.Branch branch -> {
        literal.append(branch.inArray() ? "[" : "");
        write(branch.tree(), false);
        literal.append(branch.inArray() ? "]" : "");
      }
    }
  }

  private static boolean isOptional(JsonTree.Value value) {
    return value instanceof JsonTree.Open open && open.slot() == JsonTree.Slot.CURSOR;
  }

  private void closePart(JsonTree.@Nullable Open slot, String name) {
    parts.add(new Part(literal.toString(), slot, name));
    literal.setLength(0);
  }

  String unchanged() {
    return unchanged;
  }

  /**
   * Fills an answer.
   *
   * @param objects ids on this page, none for a call without objects
   * @param cursor of the next page; empty if this is the last
   */
  String filled(Person person, Call call, String since, List<String> objects, String cursor) {
    StringBuilder out = new StringBuilder(512);
    for (Part part : parts) {
      out.append(part.text());
      JsonTree.Open slot = part.slot();
      if (slot != null) {
        switch (slot.slot()) {
          case SINCE -> out.append('"').append(since).append('"');
          case COUNT -> out.append('"').append(objects.size()).append('"');
          case DETAIL -> appendDetail(out, person, call);
          case OBJECTS -> appendList(out, slot.path(), objects, person);
          case CURSOR -> {
            if (!cursor.isEmpty()) {
              out.append(",\"").append(part.name()).append("\":\"").append(cursor).append('"');
            }
          }
        }
      }
    }
    return out.toString();
  }

  private static void appendDetail(StringBuilder out, Person person, Call call) {
    long amount = person.amount(call.object());
    out.append(",\"object\":\"");
    JsonText.append(out, call.object());
    out.append("\",\"currency_code\":\"KRW\",\"balance_amt\":\"").append(amount);
    out.append(".000\",\"withdrawable_amt\":\"").append(amount / 2);
    out.append(".000\",\"offered_rate\":\"3.").append(amount % 100);
    out.append("00\",\"last_paid_in_cnt\":\"").append(amount % 24);
    out.append("\",\"issue_date\":\"20240102\",\"exp_date\":\"20290102\"");
    out.append(
        ",\"saving_method\":\"01\",\"commit_amt\":\"0.000\",\"monthly_paid_in_amt\":\"0.000\"");
  }

  private static void appendList(
      StringBuilder out, FieldPath path, List<String> objects, Person person) {
    int list = 0;
    while (list < path.steps().size() - 1 && !path.steps().get(list).every()) {
      list++;
    }
    List<FieldPath.Step> within = path.steps().subList(list + 1, path.steps().size());
    out.append('[');
    String comma = "";
    for (String object : objects) {
      out.append(comma);
      appendElement(out, within, object, person);
      comma = ",";
    }
    out.append(']');
  }

  private static void appendElement(
      StringBuilder out, List<FieldPath.Step> within, String object, Person person) {
    if (within.isEmpty()) {
      out.append('"').append(object).append('"');
      return;
    }
    FieldPath.Step step = within.getFirst();
    out.append("{\"").append(step.name()).append("\":").append(step.every() ? "[" : "");
    appendElement(out, within.subList(1, within.size()), object, person);
    out.append(step.every() ? "]" : "");
    out.append(",\"is_consent\":\"true\",\"prod_name\":\"예금 ").append(person.amount(object) % 90);
    out.append("\",\"account_type\":\"1001\",\"account_status\":\"01\"}");
  }
}
