package io.tidegate.push.webpush;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A push made ready for one endpoint.
 *
 * @param to the address that was checked: what is connected to
 * @param body encrypted
 */
record Parcel(Endpoint endpoint, InetAddress to, Map<String, String> headers, Buffer body) {
  /** The request that it is sent with. */
  RequestOptions request() {
    RequestOptions request =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(to, endpoint.port())))
            .setHost(endpoint.host())
            .setPort(endpoint.port())
            .setSsl(endpoint.secure())
            .setURI(endpoint.target())
            .setFollowRedirects(false);
    if (!endpoint.secure()) {
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
    }
    headers.forEach(request::putHeader);
    return request;
  }
}
