package io.tidegate.push.request;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a request may be.
 *
 * @param largestBody the most that is read of a body
 * @param idempotency how long an Idempotency-Key is remembered
 */
@ConfigurationProperties("tidegate.push.request")
public record RequestSettings(
    @DefaultValue("16KB") DataSize largestBody, @DefaultValue("2d") Duration idempotency) {

  public RequestSettings {
    if (largestBody.toBytes() < 1024 || largestBody.toBytes() > 1 << 20) {
      throw new IllegalArgumentException(
          "tidegate.push.request.largest-body must be 1KB to 1MB, but is " + largestBody);
    }
    if (idempotency.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.push.request.idempotency must be 1m or longer, but is " + idempotency);
    }
  }
}
