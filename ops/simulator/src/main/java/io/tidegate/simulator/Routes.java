package io.tidegate.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the call that a request is. */
final class Routes {
  /** What became of a request. */
  enum Found {
    CALL,
    /** No call of the policy has such a path. */
    NO_PATH,
    /** The path is known, but with another method. */
    NO_METHOD,
    /** Path and method are known, but a parameter is missing or has another value. */
    NO_PARAMETERS
  }

  private final Map<String, List<Route>> fixed = new HashMap<>();
  private final List<Route> open = new ArrayList<>();

  Routes(List<Route> routes) {
    for (Route route : routes) {
      if (route.isFixedPath()) {
        String target = route.spec().target().toString();
        int mark = target.indexOf('?');
        String path = Query.decoded(mark < 0 ? target : target.substring(0, mark));
        fixed.computeIfAbsent(path, p -> new ArrayList<>()).add(route);
      } else {
        open.add(route);
      }
    }
  }

  /**
   * Looks at everything but the headers.
   *
   * @param method of HTTP, in capitals
   * @param target path and query, below the endpoint's own path
   * @param body empty for a GET
   */
  Found find(String method, String target, String body, Call call) {
    int mark = target.indexOf('?');
    String path = Query.decoded(mark < 0 ? target : target.substring(0, mark));
    Map<String, String> query = mark < 0 ? Map.of() : Query.parse(target.substring(mark + 1));
    Found best = Found.NO_PATH;
    for (Route route : fixed.getOrDefault(path, open)) {
      if (!route.isFixedPath() && !route.matchesPath(path, call)) {
        continue;
      }
      if (!route.spec().method().name().equals(method)) {
        best = best == Found.NO_PATH ? Found.NO_METHOD : best;
      } else if (route.matchesQuery(query, call) && route.matchesBody(body, call)) {
        call.route(route);
        return Found.CALL;
      } else {
        best = Found.NO_PARAMETERS;
        call.route(route);
      }
    }
    return best;
  }
}
