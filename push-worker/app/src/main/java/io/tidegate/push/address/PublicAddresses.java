package io.tidegate.push.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Resolves hosts that users name, to addresses that they may have us connect to. */
@Component
public class PublicAddresses {
  /** https://www.iana.org/assignments/iana-ipv4-special-registry, and what is above unicast. */
  private static final List<Block> RESERVED_4 =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3");

  private static final Block UNICAST_6 = Block.of("2000::/3");

  /** https://www.iana.org/assignments/iana-ipv6-special-registry, within global unicast. */
  private static final List<Block> RESERVED_6 =
      blocks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

  /** Beside whatever hangs: hosts that are not known yet are few. */
  private static final int ASKED_AT_ONCE = 32;

  /** Where the first of two name servers is dead, resolvers ask the second after five seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(7);

  private final boolean loopback;
  private final Lookups lookups;

  @Autowired
  public PublicAddresses(AddressSettings settings) {
    this(
        settings,
        new Lookups(InetAddress::getAllByName, ASKED_AT_ONCE, PATIENCE, System::nanoTime));
  }

  PublicAddresses(AddressSettings settings, Lookups lookups) {
    this.loopback = settings.allowLoopback();
    this.lookups = lookups;
  }

  /**
   * The addresses of a host that may be connected to, in the resolver's order; asks the machine's
   * resolver, and blocks meanwhile, for seven seconds at most. They do not know the host's name:
   * Vert.x pools connections by name, and would take all of them for one.
   *
   * @param host a name or an address, an IPv6 one with or without brackets
   * @return at least one
   * @throws UnknownHostException if nobody knows it, or says so in time
   * @throws RefusedHost if none of its addresses is allowed
   */
  public List<InetAddress> of(String host) throws IOException {
    List<InetAddress> allowed = allowed(lookups.of(host));
    if (allowed.isEmpty()) { // it may have been so for a moment only
      allowed = allowed(lookups.fresh(host));
    }
    if (allowed.isEmpty()) {
      throw new RefusedHost(host);
    }
    return allowed;
  }

  private List<InetAddress> allowed(List<InetAddress> addresses) throws UnknownHostException {
    List<InetAddress> allowed = new ArrayList<>();
    for (InetAddress address : addresses) {
      if (allows(address)) {
        allowed.add(InetAddress.getByAddress(address.getAddress()));
      }
    }
    return allowed;
  }

  /** Whether a user may have us connect to an address. */
  boolean allows(InetAddress address) {
    return (loopback && address.isLoopbackAddress()) || isPublic(address);
  }

  private static boolean isPublic(InetAddress address) {
    return address instanceof Inet4Address
        ? !isIn(RESERVED_4, address)
        : UNICAST_6.holds(address) && !isIn(RESERVED_6, address);
  }

  private static boolean isIn(List<Block> blocks, InetAddress address) {
    return blocks.stream().anyMatch(block -> block.holds(address));
  }

  private static List<Block> blocks(String... blocks) {
    return Stream.of(blocks).map(Block::of).toList();
  }

  /** Addresses of one kind that begin with the same bits. */
  private record Block(InetAddress first, int bits) {
    static Block of(String text) {
      int slash = text.indexOf('/');
      try {
        return new Block(
            InetAddress.getByName(text.substring(0, slash)),
            Integer.parseInt(text.substring(slash + 1)));
      } catch (UnknownHostException e) { // of an address nobody is asked
        throw new UncheckedIOException(e);
      }
    }

    boolean holds(InetAddress address) {
      byte[] ours = first.getAddress();
      byte[] theirs = address.getAddress();
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
