package io.tidegate.policy.yaml;

/** Paths of keys in messages. */
final class Paths {

  private Paths() {}

  static String member(String path, String name) {
    String shown = Shown.plain(name);
    return path.isEmpty() ? shown : path + "." + shown;
  }
}
