package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A receiver that costs little: one nginx worker that answers every GET with the same 450 bytes.
 */
final class Nginx implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
  private static final int BODY = 450;

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  static Nginx start(Path folder) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path own = Files.createDirectories(folder.resolve("nginx"));
    String head = "{\"rsp_code\":\"00000\",\"rsp_msg\":\"";
    String body = head + "x".repeat(BODY - head.length() - 2) + "\"}";
    Path configuration =
        Files.writeString(
            own.resolve("nginx.conf"),
            """
            daemon off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events { worker_connections 8192; }
            http {
              access_log off;
              keepalive_requests 100000000;
              keepalive_timeout 1h;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              server {
                listen 127.0.0.1:%2$d backlog=4096;
                default_type application/json;
                location / { return 200 '%3$s'; }
              }
            }
            """
                .formatted(own, port, body));
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(), "-c", configuration.toString(), "-e", own + "/error.log")
            .redirectErrorStream(true)
            .redirectOutput(own.resolve("out.log").toFile())
            .start();
    Nginx nginx = new Nginx(process, port);
    nginx.awaitOpen(own);
    return nginx;
  }

  private void awaitOpen(Path own) throws IOException {
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

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
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
