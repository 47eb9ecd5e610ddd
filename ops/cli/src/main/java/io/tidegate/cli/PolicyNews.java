package io.tidegate.cli;

import io.tidegate.policy.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tells whoever edits policy files what the running system makes of them. */
final class PolicyNews {
  private static final int MOST_NAMED = 8;

  private final RunningSystem system;
  private final Consumer<String> say;
  private @Nullable Map<String, Integer> versions;
  private List<String> refused = List.of();

  /** News of a system, from the first look on. */
  PolicyNews(RunningSystem system, Consumer<String> say) {
    this.system = system;
    this.say = say;
  }

  /** What is wrong with the files' last change; empty when all of it holds. */
  static List<String> refused(RunningSystem system) {
    List<String> lines = new ArrayList<>();
    for (JsonNode problem : system.get(system.scheduler(), "/v1/institutions/problems")) {
      lines.add(
          new Problem(
                  problem.path("file").asString(),
                  problem.path("line").asInt(),
                  problem.path("key").asString(),
                  problem.path("found").asString(),
                  problem.path("allowed").asString())
              .toString());
    }
    return lines;
  }

  /** Asks the system, and says what is new. */
  void look() {
    try {
      tellRefused(refused(system));
      tellChanged(system.get(system.scheduler(), "/v1/institutions"));
    } catch (CommandFailure e) {
      // The scheduler is gone for a moment, of which its keeper tells; the next look asks again.
    }
  }

  private void tellRefused(List<String> now) {
    if (now.equals(refused)) {
      return;
    }
    refused = now;
    now.forEach(say);
    say.accept(
        now.isEmpty()
            ? "the policy files are right again"
            : "this change of the policy files is refused; the old ones hold");
  }

  private void tellChanged(JsonNode institutions) {
    Map<String, Integer> now = new TreeMap<>();
    institutions.forEach(
        one -> now.put(one.path("code").asString(), one.path("policyVersion").asInt()));
    Map<String, Integer> before = versions;
    versions = now;
    if (before == null) {
      // A system that was started in the wrong folder calls nobody: that must not go unseen.
      say.accept(
          now.isEmpty()
              ? "no institution is in force: their folder holds no policy file"
              : "in force: "
                  + (now.size() > MOST_NAMED
                      ? now.size() + " institutions"
                      : String.join(", ", now.keySet())));
      return;
    }
    now.forEach(
        (code, version) -> {
          Integer old = before.get(code);
          if (old == null) {
            say.accept("institution " + code + " is in force");
          } else if (!old.equals(version)) {
            say.accept("the new policy of " + code + " is in force");
          }
        });
    TreeSet<String> gone = new TreeSet<>(before.keySet());
    gone.removeAll(now.keySet());
    gone.forEach(code -> say.accept("institution " + code + " is gone: it has no file any more"));
  }
}
