package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that costs little: one nginx worker that answers every GET with the same 450 bytes.
 */
final class Nginx implements Receiver {
  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
  private static final Path ECHO = Path.of("/usr/lib/nginx/modules/ngx_http_echo_module.so");
  private static final int BODY = 450;

  private final Process process;

  private Nginx(Process process) {
    this.process = process;
  }

  /** Whether it is installed, and for an answer that takes its time the module that waits. */
  static boolean canAnswerAfter(Duration latency) {
    return Files.isExecutable(PROGRAM) && (latency.isZero() || Files.exists(ECHO));
  }

  static Nginx start(
      List<BenchPolicy> policies, Path folder, Duration latency, @Nullable Papers papers)
      throws IOException {
    Path own = Files.createDirectories(folder);
    Path configuration =
        Files.writeString(own.resolve("nginx.conf"), configuration(own, policies, latency, papers));
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(), "-c", configuration.toString(), "-e", own + "/error.log")
            .redirectErrorStream(true)
            .redirectOutput(own.resolve("out.log").toFile())
            .start();
    Nginx nginx = new Nginx(process);
    nginx.awaitOpen(policies.getFirst().url().getPort(), own);
    return nginx;
  }

  private static String configuration(
      Path own, List<BenchPolicy> policies, Duration latency, @Nullable Papers papers) {
    String ssl = papers == null ? "" : " ssl";
    String listen =
        policies.stream()
            .map(policy -> policy.url().getPort())
            .distinct()
            .map(port -> "listen 127.0.0.1:" + port + ssl + " backlog=4096;")
            .collect(Collectors.joining(" "));
    return """
    %1$s
    daemon off;
    worker_processes 1;
    worker_rlimit_nofile 65536;
    pid %2$s/nginx.pid;
    error_log %2$s/error.log;
    events { worker_connections 16384; }
    http {
      access_log off;
      keepalive_requests 100000000;
      keepalive_timeout 1h;
      client_body_temp_path %2$s/body;
      proxy_temp_path %2$s/proxy;
      fastcgi_temp_path %2$s/fastcgi;
      uwsgi_temp_path %2$s/uwsgi;
      scgi_temp_path %2$s/scgi;
      server {
        %3$s
        %4$s
        default_type application/json;
        location / { %5$s }
      }
    }
    """
        .formatted(
            latency.isZero() ? "" : "load_module " + ECHO + ";",
            own,
            listen,
            papers == null ? "" : tls(papers),
            answer(latency));
  }

  private static String tls(Papers papers) {
    return "ssl_certificate %s; ssl_certificate_key %s; ssl_client_certificate %s; ssl_verify_client on;"
        .formatted(
            papers.certificate("server"), papers.key("server"), papers.certificate("authority"));
  }

  private static String answer(Duration latency) {
    String head = "{\"rsp_code\":\"00000\",\"rsp_msg\":\"";
    String body = head + "x".repeat(BODY - head.length() - 2) + "\"}";
    return latency.isZero()
        ? "return 200 '" + body + "';"
        : String.format(Locale.ROOT, "echo_sleep %.3f; echo '%s';", latency.toMillis() / 1e3, body);
  }

  private void awaitOpen(int port, Path own) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          close();
          throw new IOException(
              "nginx does not start: " + Files.readString(own.resolve("out.log")), e);
        }
      }
    }
  }

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
