/**
 * Imports: files of consents on their way into the ring.
 *
 * <p>The problem: an institution's consents come as files of a million rows, made by other systems,
 * with errors in them; the file must be in the ring a minute later, whole, although the worker that
 * took it in is killed half-way; and what is wrong with it must be said in one go, not error by
 * error.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A file that is wrong as a whole (encoding, header, quotes, no rows) is refused whole, with
 *       every error it has: line, place, found, allowed. Nothing of it is kept.
 *   <li>A wrong row of a right file is rejected with its line and all reasons, and holds up no
 *       other. With {@code replace} there are no rejected rows: a row that cannot be read cannot be
 *       told from one that is missing, so such a file is refused whole.
 *   <li>Once the sender was answered, the file is imported, whoever dies: a job of Spring Batch
 *       commits its place together with each chunk, and another worker goes on behind the last
 *       chunk when the owner's lease is proven to be over. Every chunk asks first whether its
 *       worker is still the owner.
 *   <li>Rows reach the ring's table in the order of the ring, so that a page reads neighbours.
 *   <li>An empty field says nothing: a new consent gets the default, an old one keeps its own.
 *   <li>Rows set aside hold tokens and go when the import ends; that there was a file, and what of
 *       it was rejected, is told for {@code tidegate.retention.imports}.
 * </ul>
 *
 * <p>Worked example: {@code consents.csv} with 1,000,000 rows, 3 of them wrong, is streamed to
 * worker 1, which sets 999,997 rows aside by COPY, 20,000 at a time, and answers 202. Its job
 * orders them by (institution, ring key), brings them into the ring in chunks, and is killed with
 * -9 in chunk 200. Half a minute later worker 2 finds the lease of worker 1 over, recovers the job
 * and goes on with chunk 200, which the database had rolled back. The command line has followed all
 * along and writes {@code consents.csv.rejected.csv} with three lines.
 */
@NullMarked
package io.tidegate.worker.job;

import org.jspecify.annotations.NullMarked;
