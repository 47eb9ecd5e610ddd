package io.tidegate.worker.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh's answers bring for calls to come: the objects that they name, for its own next
 * calls, and the {@code {since}} values, for the next refresh.
 */
final class Findings {
  private final Terms terms;
  private final Map<String, String> known;
  private @Nullable Map<String, String> changed;
  private @Nullable String pendingSince;

  /** Objects by the call that named them. */
  private final @Nullable List<String>[] objects;

  /**
   * Findings before the first answer.
   *
   * @param known the {@code {since}} values of earlier refreshes
   */
  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // an array of a generic type cannot be made otherwise
  Findings(Terms terms, Map<String, String> known) {
    this.terms = terms;
    this.known = known;
    this.objects = new List[terms.calls()];
  }

  void forget() {
    Arrays.fill(objects, null);
  }

  /** Takes up what {@link #byName} gave. */
  void restore(Map<String, List<String>> found) {
    for (int i = 0; i < objects.length; i++) {
      var each = terms.call(i).spec.each();
      objects[i] = each == null ? null : found.get(each.as());
    }
  }

  /** The objects for each of which a call is to be made; null if it is made once. */
  @Nullable List<String> over(int call) {
    int from = terms.call(call).objectsFrom;
    if (from < 0) {
      return null;
    }
    List<String> found = objects[from];
    return found == null ? List.of() : found;
  }

  /** All objects so far, by the {@code as} of their call. */
  Map<String, List<String>> byName() {
    Map<String, List<String>> found = new HashMap<>(4);
    for (int i = 0; i < objects.length; i++) {
      var each = terms.call(i).spec.each();
      List<String> named = objects[i];
      if (each != null && named != null) {
        found.put(each.as(), named);
      }
    }
    return found;
  }

  /** One page of a call's answer. */
  void take(PlannedCall made, Exchange answer) {
    if (made.spec.each() != null) {
      remember(made, answer.objects());
    }
    if (answer.since() != null) {
      pendingSince = answer.since();
    }
  }

  /** A call's answer says that nothing is new; it names no objects then: they are the old ones. */
  void nothingNew(PlannedCall made) {
    if (made.spec.each() != null && objects[made.index] == null) {
      String named = known.get(objectsKey(made));
      remember(made, named == null || named.isEmpty() ? List.of() : List.of(named.split("\n", -1)));
    }
  }

  /** No refresh makes more calls than its policy allows, and so needs no more objects. */
  private void remember(PlannedCall made, List<String> found) {
    List<String> all = objects[made.index];
    if (all == null) {
      objects[made.index] = found;
      return;
    }
    int room = terms.policy().callsPerRefresh().most() - all.size();
    if (!found.isEmpty() && room > 0) {
      List<String> more = new ArrayList<>(all);
      more.addAll(found.subList(0, Math.min(room, found.size())));
      objects[made.index] = more;
    }
  }

  /** The last page of a call is there. */
  void complete(PlannedCall made, @Nullable String object) {
    boolean names = made.spec.each() != null && made.objectsFrom < 0;
    if (made.sendsSince && (pendingSince != null || names)) {
      if (changed == null) {
        changed = new HashMap<>(4);
      }
      if (pendingSince != null) {
        changed.put(Refresh.sinceKey(made.name(), object), pendingSince);
      }
      if (names) {
        List<String> found = objects[made.index];
        changed.put(objectsKey(made), found == null ? "" : String.join("\n", found));
      }
    }
    pendingSince = null;
  }

  private static String objectsKey(PlannedCall made) {
    return made.name() + "/*";
  }

  Map<String, String> known() {
    return known;
  }

  /** What these answers brought, by {@link Refresh#sinceKey}. */
  Map<String, String> changed() {
    return changed == null ? Map.of() : changed;
  }

  /** The value to send now. */
  String since(String call, @Nullable String object) {
    String value = known.get(Refresh.sinceKey(call, object));
    return value != null ? value : terms.policy().answers().since().first();
  }
}
