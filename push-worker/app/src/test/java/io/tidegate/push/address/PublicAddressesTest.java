package io.tidegate.push.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
  private final PublicAddresses addresses = new PublicAddresses(new AddressSettings(false));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1",
        "192.0.1.1", "192.167.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255",
            "2606:4700::1111",
        "[2a00:1450:4001::1]", "2001:200::1", "::ffff:8.8.8.8"
      })
  void publicAddressesAreConnectedTo(String address) throws Exception {
    assertThat(addresses.of(address))
        .containsExactly(InetAddress.getByName(address.replaceAll("[\\[\\]]", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "[::1]",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::7f00:1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:db8::1",
        "2001::1",
        "3fff::1",
        "localhost"
      })
  void allOthersAreRefused(String address) {
    assertThatThrownBy(() -> addresses.of(address)).isInstanceOf(RefusedHost.class);
  }

  @Test
  void whatNobodyKnowsIsUnknown() {
    assertThatThrownBy(() -> addresses.of("no-such-host.invalid"))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void theSettingForTestsAllowsLoopbackAndNothingElse() throws Exception {
    PublicAddresses ofTests = new PublicAddresses(new AddressSettings(true));
    assertThat(ofTests.of("127.0.0.1")).allMatch(InetAddress::isLoopbackAddress);
    assertThat(ofTests.of("localhost")).allMatch(InetAddress::isLoopbackAddress);
    assertThat(ofTests.of("localhost"))
        .as("their name would have Vert.x take all addresses of a host for one")
        .allMatch(address -> address.toString().startsWith("/"));
    assertThatThrownBy(() -> ofTests.of("10.0.0.1")).isInstanceOf(RefusedHost.class);
    assertThatThrownBy(() -> ofTests.of("169.254.169.254")).isInstanceOf(RefusedHost.class);
  }
}
