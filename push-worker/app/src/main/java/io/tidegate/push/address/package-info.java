/**
 * Where users may have us connect to.
 *
 * <p>The problem: a user names an endpoint or a link, and this process, which stands within the
 * company's network, connects to it. A link to a router, to a cloud's metadata service or to the
 * database next door must lead nowhere, also when it comes as a name that resolves to such an
 * address, and to another one the next time it is asked.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A name is resolved for each connection, here; the addresses that were checked are the ones
 *       that are connected to ({@link io.tidegate.push.address.PublicAddresses#of}), in turn
 *       ({@link io.tidegate.push.address.FirstThatConnects}). Whoever connects gives its client
 *       such an address, and the name for {@code Host} and TLS only. A redirect is a connection of
 *       its own.
 *   <li>What is not known to be public is refused: of IPv4 all that IANA reserves, of IPv6 all but
 *       global unicast, and of that what wraps an IPv4 address or is reserved.
 *   <li>A name server that answers nothing costs whoever asks seven seconds, and others nothing:
 *       look-ups have threads of their own, and who is known is not waited for ({@link
 *       io.tidegate.push.address.Lookups}).
 *   <li>Loopback is allowed by a setting only, for tests; nothing else is.
 * </ul>
 *
 * <p>Worked example: {@code https://bank.evil.example/} resolves to {@code 169.254.169.254}. {@code
 * of("bank.evil.example")} fails with {@link io.tidegate.push.address.RefusedHost}; nobody
 * connects.
 */
@NullMarked
package io.tidegate.push.address;

import org.jspecify.annotations.NullMarked;
