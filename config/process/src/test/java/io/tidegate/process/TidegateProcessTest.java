package io.tidegate.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class TidegateProcessTest {
  @Configuration(proxyBeanMethods = false)
  static class Empty {}

  @Test
  void theAddressStandsInTheFileOnceTheProcessIsReady(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("worker.url");
    SpringApplication application = application(Map.of("tidegate.address-file", file.toString()));
    application.addListeners(new AddressFile());
    try (ConfigurableApplicationContext context = application.run()) {
      assertThat(context.isActive()).isTrue();
      assertThat(file).content().isEqualTo("http://127.0.0.1:4711");
      try (var files = Files.list(folder)) {
        assertThat(files).containsExactly(file);
      }
    }
  }

  @Test
  void withoutTheSettingNoFileIsWritten(@TempDir Path folder) throws IOException {
    SpringApplication application = application(Map.of());
    application.addListeners(new AddressFile());
    try (ConfigurableApplicationContext context = application.run();
        var files = Files.list(folder)) {
      assertThat(context.isActive()).isTrue();
      assertThat(files).isEmpty();
    }
  }

  @Test
  void theEndOfStandardInputEndsTheProcessAndNothingBeforeItDoes() throws Exception {
    PipedInputStream input = new PipedInputStream();
    CountDownLatch ended = new CountDownLatch(1);
    SpringApplication application = application(Map.of("tidegate.exit-with-parent", "true"));
    application.addListeners(new ExitWithParent(input, ended::countDown));
    try (PipedOutputStream parent = new PipedOutputStream(input);
        ConfigurableApplicationContext context = application.run()) {
      parent.write("a parent may say something\n".getBytes(StandardCharsets.UTF_8));
      parent.flush();
      assertThat(context.isActive()).isTrue();
      assertThat(ended.getCount()).isOne();
    }
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static SpringApplication application(Map<String, Object> settings) {
    SpringApplication application = new SpringApplication(Empty.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    var all = new java.util.HashMap<String, Object>(settings);
    all.put("local.server.port", "4711");
    all.put("spring.main.banner-mode", "off");
    application.setDefaultProperties(all);
    return application;
  }
}
