package io.tidegate.push.preview;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Which addresses a host may be connected to at; waits for DNS. */
interface Addresses {
  /** Those that are tried, in this order. */
  List<InetAddress> of(String host) throws IOException;
}
