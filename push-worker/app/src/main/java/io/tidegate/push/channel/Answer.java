package io.tidegate.push.channel;

import java.time.Duration;
import java.time.Instant;

/** What came of sending a push once. */
public sealed interface Answer {
  /** What was said, for people: no token, no text of the push, at most 300 characters. */
  String said();

  /** One word for counters and dead letters. */
  String word();

  /** The push service has it: the push is delivered as far as we can know. */
  record Accepted() implements Answer {
    @Override
    public String said() {
      return "";
    }

    @Override
    public String word() {
      return "accepted";
    }
  }

  /** The channel keeps it where no crash reaches it, and sees itself to its end. */
  record Kept() implements Answer {
    @Override
    public String said() {
      return "";
    }

    @Override
    public String word() {
      return "kept";
    }
  }

  /**
   * The device's token is good no more.
   *
   * @param since since when, by the push service's word; else when the device was last renewed
   *     before the push was sent, so that no two clocks are compared
   */
  record TokenDead(Instant since, String said) implements Answer {
    public TokenDead {
      said = cut(said);
    }

    @Override
    public String word() {
      return "token-dead";
    }
  }

  /**
   * The push service calls the device's token bad, and would say the same of every token if a
   * setting of the app were wrong.
   *
   * @param since as of {@link TokenDead}, should it be true
   * @param setting the one to look at
   */
  record TokenDoubted(Instant since, String setting, String said) implements Answer {
    public TokenDoubted {
      said = cut(said);
    }

    @Override
    public String word() {
      return "token-doubted";
    }
  }

  /**
   * Too fast: nothing of the push's app is sent for a time.
   *
   * @param pause how long
   */
  record Throttled(Duration pause, String said) implements Answer {
    public Throttled {
      said = cut(said);
    }

    @Override
    public String word() {
      return "throttled";
    }
  }

  /**
   * Too fast for this push, and not for its app: it is tried again after a time.
   *
   * @param pause how long
   */
  record Postponed(Duration pause, String said) implements Answer {
    public Postponed {
      said = cut(said);
    }

    @Override
    public String word() {
      return "postponed";
    }
  }

  /** It may go well another time. */
  record Transient(String said) implements Answer {
    public Transient {
      said = cut(said);
    }

    @Override
    public String word() {
      return "transient";
    }
  }

  /** It will never go well as it is. */
  record Refused(String said) implements Answer {
    public Refused {
      said = cut(said);
    }

    @Override
    public String word() {
      return "refused";
    }
  }

  /**
   * Refused, as its device's app is not configured: dead letters are seen, and sent again when it
   * is.
   *
   * @param channel whose settings lack it
   * @param app its name
   * @param setting what is needed first
   */
  static Answer unknownApp(String channel, String app, String setting) {
    return new Refused("the app is not configured: set " + AppSetting.name(channel, app, setting));
  }

  private static String cut(String text) {
    String legible = text.replace('\0', ' ');
    return legible.length() <= 300 ? legible : legible.substring(0, 300);
  }
}
