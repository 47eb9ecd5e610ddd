/**
 * What is forgotten when.
 *
 * <p>The problem: minutes, tallies and counts pile up by the thousand each minute and nobody asks
 * for old ones. The laws: each feature deletes its own rows, in batches of some thousands, by the
 * leading column of an index; this one says when. What is kept how long stands in {@code
 * tidegate.retention}; traffic has its own settings. Day ledgers are kept for ever: one row per
 * institution and day.
 *
 * <p>Worked example: at 03:07:40 one node deletes the minute plans that are older than eight days,
 * 1,440,000 of them for a thousand institutions that are always open, and the minutes of call
 * statistics that are older than 400 days.
 */
@NullMarked
package io.tidegate.scheduler.retention;

import org.jspecify.annotations.NullMarked;
