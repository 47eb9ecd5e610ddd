package io.tidegate.simulator;

import io.tidegate.policy.CallSpec;
import io.tidegate.policy.Pages;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of the policy, as requests for it look. */
final class Route {
  private final CallSpec spec;
  private final AnswerForm form;
  private final long hash;
  private final Shape path;
  private final int segments;
  private final Map<String, Shape> query = new LinkedHashMap<>();
  private final @Nullable Shape body;
  private final List<Member> members = new ArrayList<>();

  /** A place in the body that holds something other than a fixed text. */
  private record Member(List<String> path, Shape shape) {}

  Route(CallSpec spec, AnswerForm form) {
    this.spec = spec;
    this.form = form;
    this.hash = Hash.of(spec.name());
    String target = spec.target().toString();
    int mark = target.indexOf('?');
    this.path = new Shape(mark < 0 ? target : target.substring(0, mark));
    this.segments = segments(mark < 0 ? target : target.substring(0, mark));
    if (mark >= 0) {
      // Templates are literal but for their placeholders, so only names and fixed values are coded.
      Query.parse(target.substring(mark + 1)).forEach((key, v) -> query.put(key, new Shape(v)));
    }
    this.body = spec.body() == null ? null : Shape.of(spec.body());
    if (spec.body() != null) {
      membersOf(List.of(), parsed(spec.body().toString()));
    }
  }

  private static JsonObject parsed(String text) {
    try {
      return new JsonObject(text);
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }

  private void membersOf(List<String> above, JsonObject object) {
    for (String name : object.fieldNames()) {
      List<String> at = new ArrayList<>(above);
      at.add(name);
      Object value = object.getValue(name);
      if (value instanceof JsonObject inner) {
        membersOf(at, inner);
      } else if (value instanceof String text && !new Shape(text).isLiteral()) {
        members.add(new Member(at, new Shape(text)));
      }
    }
  }

  CallSpec spec() {
    return spec;
  }

  String name() {
    return spec.name();
  }

  AnswerForm form() {
    return form;
  }

  long hash() {
    return hash;
  }

  boolean isFixedPath() {
    return path.isLiteral();
  }

  boolean matchesPath(String decodedPath, Call call) {
    return segments == segments(decodedPath) && path.match(decodedPath, call::value);
  }

  private static int segments(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }

  /** Takes the values of the query; false if a fixed one differs or one is missing. */
  boolean matchesQuery(Map<String, String> parameters, Call call) {
    for (Map.Entry<String, Shape> wanted : query.entrySet()) {
      String value = parameters.get(wanted.getKey());
      if (value == null || !wanted.getValue().match(value, call::value)) {
        return false;
      }
    }
    String limit = parameters.get("limit");
    if (limit != null) {
      call.limit(limit);
    }
    String cursor = spec.pages() == null ? null : parameters.get(cursorName());
    if (cursor != null) {
      call.cursor(cursor);
    }
    return true;
  }

  /** Takes the values of the body; false if one is missing or it is no JSON. */
  boolean matchesBody(String text, Call call) {
    // Whoever renders the policy's own template gets by without being parsed.
    if (body == null
        || (text.indexOf('\\') < 0 && spec.pages() == null && body.match(text, call::value))) {
      return true;
    }
    JsonObject json;
    try {
      json = new JsonObject(text);
    } catch (DecodeException e) {
      return false;
    }
    for (Member member : members) {
      if (!(at(json, member.path()) instanceof String value)
          || !member.shape().match(value, call::value)) {
        return false;
      }
    }
    if (spec.pages() != null && json.getValue(cursorName()) instanceof String cursor) {
      call.cursor(cursor);
    }
    return true;
  }

  private String cursorName() {
    return spec.pages() instanceof Pages.Cursor cursor ? cursor.as() : Page.IN_LINK;
  }

  private static @Nullable Object at(JsonObject json, List<String> path) {
    Object value = json;
    for (String name : path) {
      if (!(value instanceof JsonObject object)) {
        return null;
      }
      value = object.getValue(name);
    }
    return value;
  }
}
