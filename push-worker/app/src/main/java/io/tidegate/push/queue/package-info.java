/**
 * The queue: pushes on their way from the topic of their channel to the channel.
 *
 * <p>The problem: a million reminders at nine in the morning, a push service that is slow, says
 * "not so fast" or is down, and processes that die, stall or wake late. No push may be lost, none
 * sent twice without a crash, none may hold up those behind it, and a push service must not be
 * flooded.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A push leaves the queue delivered, kept by its channel, expired, replaced by a later one
 *       with its collapse key, without a device, or as a dead letter; each is counted ({@link
 *       io.tidegate.push.queue.Outcome}). What is to be tried again, or makes way, goes to a retry
 *       topic and comes back to its channel's topic. An offset is committed only when all before it
 *       have left, and what they became is in the database or acknowledged by Kafka.
 *   <li>Each channel has a topic, a consumer and a thread of its own: one that is down holds up no
 *       other. The thread does everything in turns; only answers come from other threads. A turn
 *       that breaks off because the database or Kafka is away is made again, and pushes wait. One
 *       that breaks off otherwise may have left a push nowhere: then all that is in memory is
 *       forgotten, but for answers, and read anew from where Kafka knows it, after a pause that
 *       grows if it happens again and again ({@link io.tidegate.push.queue.Pauses}). What is known
 *       of the channel stays ({@link io.tidegate.push.queue.Quotas}): a push service that wants
 *       nothing for an hour is left alone for an hour.
 *   <li>A device has one push under way at a time, so first attempts keep their order, but for
 *       those that make way. These and retries come back over the same partition, so one process at
 *       a time sends to a device, and what it knows of the device is true.
 *   <li>A push is a duplicate when one with its id was delivered. Only those that may have been
 *       taken before are looked up: of a repeated page and what comes behind it with the same id, a
 *       retry, and the records just after the offset that a partition begins with. How many those
 *       are is bounded: a partition is read no further than a window beyond what Kafka knows.
 *   <li>One wrong setting costs no devices. A token that is dead by its push service's clear word
 *       removes its device; one that a wrong setting would make look bad does so only if pushes of
 *       its app were accepted since the process began, ten for each ({@link
 *       io.tidegate.push.queue.Trust}). Else the device stays and the push is tried again; after
 *       fifty such in a row its app waits a minute at a time, and somebody is told which setting to
 *       look at.
 *   <li>A process sends only while it is sure to own its partitions: Kafka has accepted something
 *       from it within seven seconds, and takes nobody for dead before ten. So one that was stopped
 *       for minutes sends nothing of what it had in memory, but what it had given to its channel
 *       just before, which may go out if the stop was shorter than the channel's time-out.
 *   <li>Nobody holds up those behind for long: a partition is read no further than its window, so
 *       where that is full, a push that has to wait, for its quota or behind others of its device,
 *       goes behind the others (to a retry topic, or to the end of its own).
 *   <li>Pushes fall due, wait and expire by the database's clock, on every machine ({@link
 *       io.tidegate.push.queue.QueueClock}); what a push service wants is not believed for longer
 *       than an hour, whatever a clock has shown. A machine whose own clock is wrong leaves its
 *       channels' partitions to others, as push services would refuse what it signs.
 *   <li>Limits hold over all processes without asking anyone: each takes the part of a limit that
 *       it has of the partitions.
 *   <li>The tables {@code delivered_push}, {@code collapsed_push} and {@code dead_letter} are
 *       written here only.
 * </ul>
 *
 * <p>Worked example: a push for Ann's phone is taken at offset 17 of partition 3, its device is
 * looked up, FCM answers 503. The push goes to the topic of ten seconds as attempt 2, Kafka
 * acknowledges, offset 17 is done; 16 is not, so 16 stays what Kafka knows. The process dies. The
 * next begins at 16 and looks up what follows: 16 is not known as delivered and is sent; 17 is sent
 * too and is delivered. After twelve seconds attempt 2 comes back, is looked up and dropped as a
 * duplicate.
 */
@NullMarked
package io.tidegate.push.queue;

import org.jspecify.annotations.NullMarked;
