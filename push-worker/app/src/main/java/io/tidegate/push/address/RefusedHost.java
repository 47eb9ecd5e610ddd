package io.tidegate.push.address;

import java.io.IOException;

/** A host has no address that a user may have us connect to. */
public final class RefusedHost extends IOException {
  RefusedHost(String host) {
    super(host + " has no public address");
  }
}
