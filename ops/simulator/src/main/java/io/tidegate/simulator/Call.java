package io.tidegate.simulator;

import org.jspecify.annotations.Nullable;

/** What a request says about itself, as far as it was understood. */
final class Call {
  private @Nullable Route route;
  private String user = "";
  private String object = "";
  private String since = "";
  private String cursor = "";
  private String transaction = "";
  private int limit = Integer.MAX_VALUE;
  private boolean byUser;

  /** The call of the policy; null if the request is none of its calls. */
  @Nullable Route route() {
    return route;
  }

  void route(Route of) {
    route = of;
  }

  String user() {
    return user;
  }

  String object() {
    return object;
  }

  String since() {
    return since;
  }

  String cursor() {
    return cursor;
  }

  String transaction() {
    return transaction;
  }

  /** How many objects a page may hold. */
  int limit() {
    return limit;
  }

  /** Whether a user waits for it: then neither windows nor quotas hold. */
  boolean byUser() {
    return byUser;
  }

  void calledByUser() {
    byUser = true;
  }

  void user(String name) {
    user = name;
  }

  void cursor(String text) {
    cursor = text;
  }

  void limit(String text) {
    try {
      limit = Math.max(1, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      limit = Integer.MAX_VALUE; // as if nothing had been asked for
    }
  }

  void transaction(String id) {
    transaction = id;
  }

  /** Takes the value of a placeholder. */
  void value(String placeholder, String value) {
    switch (placeholder) {
      case "user" -> user = value;
      case "since" -> since = value;
      case "tran-id" -> transaction = value;
      case "institution" -> {} // said by the port
      default -> object = value;
    }
  }
}
