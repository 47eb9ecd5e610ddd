package io.tidegate.push.address;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where users may have us connect to.
 *
 * @param allowLoopback whether links and Web Push endpoints may lead to this machine; for tests
 */
@ConfigurationProperties("tidegate.push.addresses")
public record AddressSettings(@DefaultValue("false") boolean allowLoopback) {}
