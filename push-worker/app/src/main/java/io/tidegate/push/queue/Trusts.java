package io.tidegate.push.queue;

import io.tidegate.push.channel.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides, where a push service calls a token bad, whether to believe it ({@link Trust}). For one
 * thread.
 */
final class Trusts {
  /** How long an app is left alone whose settings are likely to be wrong. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final String channel;
  private final SuspectApps suspects;
  private final Map<String, Trust> trusts = new HashMap<>();

  Trusts(String channel, SuspectApps suspects) {
    this.channel = channel;
    this.suspects = suspects;
  }

  /** What an answer comes to for an app. */
  Answer judge(String app, Answer answer) {
    return switch (answer) {
      case Answer.Accepted _ -> {
        if (of(app).accepted()) {
          suspects.clear(channel, app);
        }
        yield answer;
      }
      case Answer.TokenDoubted doubted -> doubted(app, doubted);
      default -> answer;
    };
  }

  private Answer doubted(String app, Answer.TokenDoubted answer) {
    Trust trust = of(app);
    if (trust.doubted()) {
      return new Answer.TokenDead(answer.since(), answer.said());
    }
    if (!trust.isGone()) {
      return answer;
    }
    suspects.add(
        new SuspectApps.Suspect(channel, app, trust.inARow(), answer.said(), answer.setting()));
    return new Answer.Throttled(
        PAUSE,
        "%s, as of all tokens of the app: look at %s".formatted(answer.said(), answer.setting()));
  }

  private Trust of(String app) {
    return trusts.computeIfAbsent(app, name -> new Trust());
  }
}
