package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LimitSettingsTest {
  private static final String PREFIX = "tidegate.push.limits";

  private static LimitSettings bound(Map<String, String> said) {
    return new Binder(new MapConfigurationPropertySource(said))
        .bindOrCreate(PREFIX, LimitSettings.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fcm", "apns", "web-push", "websocket"})
  void eachChannelHasItsOwn(String channel) {
    String own = PREFIX + "." + channel;
    LimitSettings limits = bound(Map.of(own + "-per-minute", "77", own + "-quarter-spread", "9s"));
    assertThat(limits.perMinute(channel)).isEqualTo(77);
    assertThat(limits.quarterSpread(channel)).isEqualTo(Duration.ofSeconds(9));
    assertThatThrownBy(() -> bound(Map.of(own + "-quarter-spread", "11m")))
        .hasRootCauseMessage(own + "-quarter-spread must be 0s to 10m, but is PT11M");
    assertThatThrownBy(() -> bound(Map.of(own + "-per-minute", "59")))
        .hasRootCauseMessage(own + "-per-minute must be 0 (no limit) or 60 and more, but is 59");
  }

  @Test
  void onlyFcmSparesTheFullQuarterHoursUnlessTold() {
    LimitSettings limits = bound(Map.of());
    assertThat(limits.quarterSpread("fcm")).isEqualTo(Duration.ofSeconds(20));
    assertThat(limits.quarterSpread("apns")).isZero();
    assertThat(limits.quarterSpread("web-push")).isZero();
    assertThat(limits.quarterSpread("websocket")).isZero();
  }
}
