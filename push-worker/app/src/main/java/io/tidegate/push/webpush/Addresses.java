package io.tidegate.push.webpush;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Which addresses a host may be connected to at; waits for DNS. */
interface Addresses {
  /** Those that are connected to, in turn until one answers. */
  List<InetAddress> of(String host) throws IOException;
}
