package io.tidegate.simulator;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation is started with.
 *
 * @param ledger file of the arrival ledger; it must not exist yet
 * @param control port of the control interface on the loopback address, 0 for a free one
 * @param freePorts whether endpoints get free ports in place of those in their addresses
 * @param addresses file to which the addresses are written once all doors are open; null for none
 * @param habits what all institutions have in common
 * @param warmUp whether the process makes itself warm before the doors open
 * @param tls certificates for endpoints with https; null for none
 * @param patience how long a caller may stand there without asking anything
 */
record Settings(
    Path ledger,
    int control,
    boolean freePorts,
    @Nullable Path addresses,
    Habits habits,
    boolean warmUp,
    @Nullable Tls tls,
    Duration patience) {

  /**
   * PEM files.
   *
   * @param certificate of the server
   * @param key its private key
   * @param clients certificates of whom clients must have theirs from; null for any client
   */
  record Tls(Path certificate, Path key, @Nullable Path clients) {}
}
