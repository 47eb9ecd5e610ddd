package io.tidegate.push.channel;

/**
 * How the setting of an app is called: what an operator is told to look at must bind to that app.
 */
public final class AppSetting {
  private AppSetting() {}

  /**
   * Its whole name. A name with a dot stands in brackets: Spring would end it at the first.
   *
   * @param channel whose app it is
   * @param app by the name that its devices register with
   * @param setting the rest
   */
  public static String name(String channel, String app, String setting) {
    return "tidegate.push.%s.apps%s.%s"
        .formatted(channel, app.contains(".") ? "[" + app + "]" : "." + app, setting);
  }
}
