package io.tidegate.push.webpush;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * A push made ready for one endpoint.
 *
 * @param to the addresses that were checked: what is connected to, in turn until one answers
 * @param body encrypted
 */
record Parcel(Endpoint endpoint, List<InetAddress> to, Map<String, String> headers, Buffer body) {
  /** The request that it is sent with. */
  RequestOptions request() {
    RequestOptions request =
        new RequestOptions()
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
