package io.tidegate.simulator.push;

import io.tidegate.simulator.fcm.FcmDouble;
import io.tidegate.simulator.fcm.FcmReply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** FCM, as a push service among others. */
final class Google implements PushService, AutoCloseable {
  private static final String PROJECT = "simulated-project";

  private final Scripts scripts = new Scripts();
  private final FcmDouble fcm;
  private final Path account;

  /**
   * Starts it.
   *
   * @param port 0 for a free one
   * @param folder where the service account's file is put
   */
  Google(int port, Path folder, PushArrivals arrivals) throws IOException {
    fcm =
        FcmDouble.start(
            port,
            () -> reply(scripts.take()),
            message -> {
              String push = message.data("pushId");
              arrivals.add(
                  channel(), message.message().getString("token"), push == null ? "" : push);
            });
    account = folder.resolve("fcm-account.json");
    Files.writeString(account, fcm.serviceAccount(PROJECT));
  }

  private static FcmReply reply(Script script) {
    return switch (script) {
      case Script.Accept _ -> new FcmReply.Accept();
      case Script.Hang _ -> new FcmReply.Hang();
      case Script.Reset _ -> new FcmReply.Reset();
      case Script.Refuse refuse ->
          new FcmReply.Refuse(refuse.status(), refuse.code(), refuse.retryAfter());
    };
  }

  @Override
  public String channel() {
    return "fcm";
  }

  @Override
  public JsonObject settings() {
    return new JsonObject()
        .put("endpoint", fcm.url().toString())
        .put("serviceAccountFile", account.toString());
  }

  @Override
  public Scripts scripts() {
    return scripts;
  }

  @Override
  public void kill(String device) {
    fcm.kill(device);
  }

  /** All access tokens are withdrawn: what is sent with one of them is answered 401. */
  void withdrawTokens() {
    fcm.withdrawTokens();
  }

  @Override
  public void close() {
    fcm.close();
  }
}
