package io.tidegate.simulator.push;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Push services that run, and their control interface. */
public final class PushSimulation implements AutoCloseable {
  /** The file, in the folder, that says where everything is. */
  public static final String ADDRESS_FILE = "push-services.json";

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<PushService> services;
  private final Google google;
  private final int control;

  private PushSimulation(PushSettings settings, InstantSource clock) throws IOException {
    Path folder = settings.folder().toAbsolutePath().normalize();
    PushArrivals arrivals = new PushArrivals(clock, settings.kept());
    google = new Google(settings.fcm(), folder, arrivals);
    services =
        List.of(
            google,
            new Apple(vertx, settings.apns(), folder, arrivals, clock),
            new BrowserService(vertx, settings.webPush(), arrivals, clock));
    control =
        Listening.at(
            vertx,
            new HttpServerOptions(),
            settings.control(),
            new PushDesk(services, arrivals, this::stop)::take);
    writeAddresses(folder.resolve(ADDRESS_FILE));
  }

  /**
   * Starts all of them.
   *
   * @throws IOException if a port is taken, or the folder cannot be written
   */
  public static PushSimulation start(PushSettings settings, InstantSource clock)
      throws IOException {
    Files.createDirectories(settings.folder());
    return new PushSimulation(settings, clock);
  }

  /** Base address of the control interface. */
  public URI control() {
    return URI.create("http://127.0.0.1:" + control);
  }

  private void writeAddresses(Path file) throws IOException {
    JsonObject all = new JsonObject().put("control", control().toString());
    services.forEach(service -> all.put(service.channel(), service.settings()));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, all.encodePrettily() + "\n");
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Ends it, as if by a signal. */
  public void stop() {
    stopped.countDown();
  }

  /** Waits until it is told to stop. */
  public void untilStopped() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    google.close();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
