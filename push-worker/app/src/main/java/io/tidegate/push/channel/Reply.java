package io.tidegate.push.channel;

import org.jspecify.annotations.Nullable;

/**
 * What a push service answered over HTTP.
 *
 * @param retryAfter the header of that name; null if there was none
 * @param body at most its first {@value #MOST} bytes
 */
public record Reply(int status, @Nullable String retryAfter, String body) {
  static final int MOST = 4096;

  /** Whether it is 2xx. */
  public boolean isGood() {
    return status / 100 == 2;
  }
}
