package io.tidegate.push.webpush;

import java.io.IOException;
import java.net.InetAddress;

/** Which address a host may be connected to at; waits for DNS. */
interface Addresses {
  /** The one that is connected to. */
  InetAddress of(String host) throws IOException;
}
