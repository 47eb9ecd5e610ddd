package io.tidegate.push.webpush;

import io.tidegate.push.request.Problems;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a browser needs to subscribe: {@code applicationServerKey}. It is public, and asked for
 * before anybody has logged in: no token is needed.
 */
@RestController
class ServerKeyController {
  private final WebPushConfiguration.ServerKey key;

  ServerKeyController(WebPushConfiguration.ServerKey key) {
    this.key = key;
  }

  @GetMapping("/v1/web-push-key")
  WebPushConfiguration.ServerKey key() {
    if (key.publicKey().isEmpty()) {
      throw Problems.problem(HttpStatus.NOT_FOUND, "Web Push is off: " + SilentChannel.WHY);
    }
    return key;
  }
}
