/**
 * A real PostgreSQL and a real Kafka broker as child processes, from Maven artifacts, for {@code
 * tidegate up} and for tests.
 *
 * <p>The problem: a fresh machine has neither, and what a test proves against a double says nothing
 * about locks, crashes or offsets. The laws:
 *
 * <ul>
 *   <li>A server listens on loopback only, asks for a password (PostgreSQL), and keeps what it
 *       acknowledged: {@code fsync}, {@code full_page_writes} and {@code synchronous_commit} are
 *       read back with {@code SHOW} at each start, and anything but {@code on} is refused. Kafka
 *       does not sync each message: it survives kill -9 of any process, not the loss of power.
 *   <li>All of a server lies in one folder: its data, its password, its port, its process id and
 *       its log. Whoever starts a server on a folder first ends what still runs on it, after
 *       checking that it is that folder's.
 *   <li>A server does not outlive its owner: the broker halts when its standard input ends, and a
 *       shell beside PostgreSQL stops it when the owner is gone, however it went.
 *   <li>A server is stopped by its owner only: each is a session of its own, so that a Ctrl-C at
 *       the terminal reaches the owner alone and the owner keeps the order.
 * </ul>
 *
 * <p>Worked example: {@code PostgresServer.start(Path.of("data/postgres"), settings)} on an empty
 * folder unpacks the binaries once per user, runs {@code initdb} into {@code data.new} and renames
 * it to {@code data} (a killed {@code initdb} leaves nothing that looks whole), writes {@code
 * password} and {@code port}, starts {@code postgres}, and returns when a query is answered. After
 * kill -9 of the owner the same call stops the server that may still be there, and its recovery
 * brings back every acknowledged commit.
 */
@NullMarked
package io.tidegate.embedded;

import org.jspecify.annotations.NullMarked;
