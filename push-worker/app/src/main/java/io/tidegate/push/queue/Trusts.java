package io.tidegate.push.queue;

import io.tidegate.push.channel.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Decides, where a push service calls a token bad, whether to believe it ({@link Trust}). For one
 * thread.
 */
final class Trusts {
  /** How long an app is left alone whose settings are likely to be wrong. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /**
   * Where tokens are doubted at all, apps are those of the settings. Elsewhere users name them as
   * they like: those that were sent to longest ago are forgotten, and would have to prove
   * themselves anew.
   */
  private static final int MOST = 1_000;

  private final String channel;
  private final SuspectApps suspects;
  private final SequencedMap<String, Trust> trusts = new LinkedHashMap<>(16, 0.75f, true);

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
    Trust trust = trusts.computeIfAbsent(app, name -> new Trust());
    if (trusts.size() > MOST) {
      trusts.pollFirstEntry();
    }
    return trust;
  }
}
