package io.tidegate.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AppSettingTest {
  @Test
  void whatItNamesBindsToThatApp() {
    for (String app : new String[] {"bank", "com.example.bank", "Bank_2-b"}) {
      Binder binder =
          new Binder(
              new MapConfigurationPropertySource(Map.of(AppSetting.name("fcm", app, "file"), "f")));
      assertThat(
              binder
                  .bind("tidegate.push.fcm.apps", Bindable.mapOf(String.class, OfApp.class))
                  .get())
          .containsExactly(Map.entry(app, new OfApp("f")));
    }
  }

  record OfApp(String file) {}
}
