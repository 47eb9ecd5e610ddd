package io.tidegate.push.webpush;

import com.interaso.webpush.WebPush;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.push.address.RefusedHost;
import io.tidegate.push.channel.Shown;
import io.tidegate.push.device.Device;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes pushes ready: checks where they go, encrypts and signs them. Waits for DNS. */
final class Packing {
  private final WebPush web;
  private final VapidTokens tokens;
  private final Addresses addresses;

  Packing(WebPush web, Addresses addresses) {
    this.web = web;
    this.tokens = new VapidTokens(web);
    this.addresses = addresses;
  }

  /**
   * Encrypts and signs something for nobody: the first time takes seconds on a busy machine, as the
   * JDK's cryptography is loaded by it.
   */
  void rehearse() {
    String nobody = "https://push.invalid/nobody";
    web.getHeadersWithToken(
        web.getToken(web.getAudience(nobody), 1), 1, null, WebPush.Urgency.High);
    web.getBody(new byte[0], web.getVapidKeys().getApplicationServerKey(), new byte[16]);
  }

  /**
   * One push.
   *
   * @throws RefusedEndpoint if nothing may ever be sent there
   * @throws IOException if the endpoint's host has no address at present
   */
  Parcel pack(Push push, Device device, Endpoint endpoint, Instant now)
      throws RefusedEndpoint, IOException {
    List<InetAddress> to = checked(endpoint);
    return new Parcel(endpoint, to, headers(push, device, now), Buffer.buffer(body(push, device)));
  }

  private List<InetAddress> checked(Endpoint endpoint) throws RefusedEndpoint, IOException {
    List<InetAddress> to;
    try {
      to = addresses.of(endpoint.host());
    } catch (RefusedHost e) {
      throw new RefusedEndpoint("the endpoint's host has no public address");
    }
    if (!endpoint.secure() && !to.stream().allMatch(InetAddress::isLoopbackAddress)) {
      throw new RefusedEndpoint("the endpoint is not https");
    }
    return to;
  }

  private Map<String, String> headers(Push push, Device device, Instant now) {
    long ttl = Math.max(0, Duration.between(now, push.expires()).toSeconds());
    return web.getHeadersWithToken(
        tokens.of(Objects.requireNonNull(device.token())),
        Math.toIntExact(Math.min(ttl, Integer.MAX_VALUE)),
        push.collapseKey(),
        WebPush.Urgency.High);
  }

  private byte[] body(Push push, Device device) throws RefusedEndpoint {
    Base64.Decoder decoder = Base64.getUrlDecoder();
    try {
      return web.getBody(
          Messages.write(Shown.of(push)),
          decoder.decode(Objects.requireNonNull(device.p256dh())),
          decoder.decode(Objects.requireNonNull(device.auth())));
    } catch (Exception e) { // 65 bytes that are no point of the curve: Kotlin declares nothing
      throw new RefusedEndpoint("the subscription's keys cannot be used");
    }
  }
}
