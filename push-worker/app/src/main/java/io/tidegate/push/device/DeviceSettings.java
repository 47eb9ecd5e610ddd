package io.tidegate.push.device;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of devices.
 *
 * @param perUser the most devices of a user
 */
@ConfigurationProperties("tidegate.push.devices")
public record DeviceSettings(@DefaultValue("20") int perUser) {
  public DeviceSettings {
    if (perUser < 1 || perUser > 1000) {
      throw new IllegalArgumentException(
          "tidegate.push.devices.per-user must be 1 to 1000, but is " + perUser);
    }
  }
}
