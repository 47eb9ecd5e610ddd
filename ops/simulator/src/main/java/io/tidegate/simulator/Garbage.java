package io.tidegate.simulator;

import java.util.List;
import java.util.SplittableRandom;

/** Answers of status 200 that nobody can understand. */
final class Garbage {
  private static final int FAR_TOO_LONG = 4 << 20;
  private static final List<String> KINDS =
      List.of(
          "",
          "<html><body><h1>It works!</h1></body></html>",
          "{\"rsp_code\":\"00000\",\"rsp_msg\":\"cut o",
          "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
          "null",
          "{\"rsp_code\":0,\"rsp_msg\":[]}",
          "{\"rsp_code\":\"\\ud800\"}",
          "\u0000\u0001\u0002\uFFFD\u007f");

  private Garbage() {}

  static String any(SplittableRandom random) {
    int kind = random.nextInt(KINDS.size() * 16 + 1);
    // Rarely, as it costs the machine more than all others together.
    return kind == KINDS.size() * 16
        ? "{\"rsp_code\":\"" + "9".repeat(FAR_TOO_LONG) + "\"}"
        : KINDS.get(kind / 16);
  }
}
