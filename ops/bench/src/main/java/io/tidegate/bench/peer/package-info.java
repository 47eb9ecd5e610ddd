/**
 * What others would use for the same load, each as its own documentation recommends.
 *
 * <p><b>The problem.</b> A figure says little alone. The nearest answers to "make so many calls,
 * not faster than that" are rate limiters in a process, schedulers over a database, and a batch
 * step with a limiter in it; so they make the same call, in the same run, against the same
 * receiver, with the same HTTP client, which is the fastest we know.
 *
 * <p><b>The rules.</b> A peer is given its best: the settings that its documentation names for many
 * small tasks, a warm-up before anything is counted, rows of its own that are there before it
 * starts. It keeps its own books only; Tidegate's answers, bodies, quotas and ledgers cost it
 * nothing. What a peer promises less (which calls are repeated after a crash, what is counted) is
 * not told by a figure; {@code docs/performance.md} tells it.
 *
 * <p><b>An example.</b> {@link io.tidegate.bench.peer.GuavaLimiter} asks Guava's limiter for a
 * permit, starts a call, and goes on, from one thread that does nothing else: what a burst there is
 * comes from the limiter.
 */
@NullMarked
package io.tidegate.bench.peer;

import org.jspecify.annotations.NullMarked;
