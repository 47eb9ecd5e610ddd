package io.tidegate.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A ledger that was read: each institution's arrivals, and what could not be read. */
final class Ledger {
  /** What precedes the call's name when a user waits for it. */
  static final String BY_USER = "user:";

  private final Map<String, Arrivals> institutions = new TreeMap<>();
  private final Map<String, Short> calls = new LinkedHashMap<>();
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;
  private long rows;

  Arrivals arrivals(String institution) {
    return institutions.computeIfAbsent(institution, code -> new Arrivals());
  }

  Map<String, Arrivals> institutions() {
    return institutions;
  }

  void seen(long micros) {
    firstMicros = Math.min(firstMicros, micros);
    lastMicros = Math.max(lastMicros, micros);
    rows++;
  }

  long rows() {
    return rows;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  long firstMicros() {
    return firstMicros;
  }

  long lastMicros() {
    return lastMicros;
  }

  /** The number of a call's name in this ledger; names are few. */
  short call(String name) {
    Short known = calls.get(name);
    if (known != null) {
      return known;
    }
    if (calls.size() == Short.MAX_VALUE) {
      throw new IllegalStateException("the ledger names more than 32767 different calls");
    }
    short number = (short) calls.size();
    calls.put(name, number);
    return number;
  }

  /** Names of calls by their number. */
  List<String> callNames() {
    return List.copyOf(calls.keySet());
  }
}
