package io.tidegate.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows how the channels are. */
@Command(
    name = "status",
    description = {
      "Show how each channel is: pushes that are not done (lag), that wait until their device opens"
          + " a socket, sent, failed and expired ones, dead letters that nobody has handled, pushes"
          + " a second over the last minute. A channel that is not set up is off, and the setting"
          + " that turns it on is named.",
      "The exit code is 1 when a partition stands still, or an app's settings are likely to be"
          + " wrong."
    })
final class PushStatus implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final PushSystem system = new PushSystem();

  @Override
  public Integer call() {
    JsonNode status = system.get("/v1/push-status");
    PrintWriter out = spec.commandLine().getOut();
    line("channel", "lag", "waiting", "sent", "failed", "expired", "dead", "per second");
    List<JsonNode> stuck = new ArrayList<>();
    for (JsonNode channel : status.path("channels")) {
      boolean off = isOff(channel);
      line(
          channel.path("channel").asString(),
          countIfKnown(channel, "lag"),
          countIfKnown(channel, "waiting"),
          off ? "off" : count(channel, "sent"),
          off ? "-" : count(channel, "failed"),
          off ? "-" : count(channel, "expired"),
          count(channel, "dead"),
          off ? "-" : "%,.1f".formatted(channel.path("perSecond").asDouble()));
      channel.path("stuck").forEach(stuck::add);
    }
    status.path("retriesStuck").forEach(stuck::add);
    out.println();
    out.printf("%s wait to be tried again.%n", count(status, "retries"));
    out.printf(
        "Lag, waiting and dead letters are of all push-workers, the rest of the one at %s since"
            + " %s.%n",
        system.address(), status.path("since").asString());
    for (JsonNode channel : status.path("channels")) {
      if (channel.path("waiting").asLong(0) > 0) {
        out.printf(
            "%s: %s wait until their devices open a socket and acknowledge them, or expire.%n",
            channel.path("channel").asString(), count(channel, "waiting"));
      }
      if (isOff(channel)) {
        out.printf(
            "%s is off: %s.%n", channel.path("channel").asString(), channel.path("off").asString());
      }
    }
    for (JsonNode one : stuck) {
      out.printf(
          "Partition %d of %s stands still since %s, with %s.%n",
          one.path("partition").asInt(),
          one.path("topic").asString(),
          one.path("since").asString(),
          count(one, "lag"));
    }
    for (JsonNode one : status.path("suspect")) {
      out.printf(
          "%s calls %s tokens of app %s in a row bad (%s) and accepts no push: look at %s.%n",
          one.path("channel").asString(),
          count(one, "inARow"),
          one.path("app").asString(),
          one.path("said").asString(),
          one.path("setting").asString());
    }
    return stuck.isEmpty() && status.path("suspect").isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** A push-worker of an older version has no such field. */
  private static boolean isOff(JsonNode channel) {
    return channel.path("off").isString();
  }

  /** Nobody may know it just now, or there is no such thing. */
  private static String countIfKnown(JsonNode channel, String field) {
    return channel.path(field).isNumber() ? count(channel, field) : "-";
  }

  private static String count(JsonNode node, String field) {
    return "%,d".formatted(node.path(field).asLong());
  }

  private void line(Object... cells) {
    spec.commandLine()
        .getOut()
        .println("%-10s %12s %12s %12s %12s %12s %12s %12s".formatted(cells).stripTrailing());
  }
}
