package io.tidegate.simulator;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What an institution has seen and done since it began. */
final class Counts {
  private long calls;
  private long unanswered;
  private long overLimit;
  private long overInFlight;
  private long outsideWindow;
  private long overQuota;
  private int inFlight;
  private int mostInFlight;
  private final Map<Outcome, long[]> answers = new HashMap<>();

  void arrived() {
    calls++;
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
  }

  void answered(Outcome outcome) {
    inFlight--;
    answers.computeIfAbsent(outcome, o -> new long[1])[0]++;
  }

  void unanswered() {
    inFlight--;
    unanswered++;
  }

  void refused(Gate.Refusal refusal) {
    switch (refusal) {
      case NONE -> {}
      case WINDOW -> outsideWindow++;
      case QUOTA -> overQuota++;
      case LIMIT -> overLimit++;
      case IN_FLIGHT -> overInFlight++;
    }
  }

  int inFlight() {
    return inFlight;
  }

  JsonObject json() {
    Map<String, Long> byAnswer = new TreeMap<>();
    answers.forEach((outcome, count) -> byAnswer.merge(outcome.words(), count[0], Long::sum));
    return new JsonObject()
        .put("calls", calls)
        .put("inFlight", inFlight)
        .put("mostInFlight", mostInFlight)
        .put("unanswered", unanswered)
        .put(
            "refused",
            new JsonObject()
                .put("limit", overLimit)
                .put("inFlight", overInFlight)
                .put("window", outsideWindow)
                .put("quota", overQuota))
        .put("answers", new JsonObject(new LinkedHashMap<>(byAnswer)));
  }
}
