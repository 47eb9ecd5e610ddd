package io.tidegate.worker.pipeline

import io.tidegate.messages.MinuteCommand
import io.tidegate.worker.call.Terms
import java.time.Duration
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.ExecutorService
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.slf4j.LoggerFactory

/**
 * The minutes of all lanes that this process was told to work: per lane and minute one coroutine
 * that claims pages a second ahead of their use, a bounded channel, and one that cuts the pages
 * into slices and hands these to the lane's I/O thread. Lanes and minutes run side by side, each in
 * a scope of its own: what goes wrong in one ends that one.
 *
 * The coroutines never start a call themselves: `delay` is late by milliseconds, so slices are
 * handed over 100 ms ahead, and the pacing clock does the rest.
 */
internal class MinutePipeline(
  private val lanes: Lanes,
  private val pages: Pages,
  private val policies: PolicyVersions,
  private val time: DatabaseTime,
  private val gate: Gate,
  private val settings: PipelineSettings,
  claimThreads: ExecutorService,
) : AutoCloseable {
  private val scope =
    CoroutineScope(
      SupervisorJob() +
        claimThreads.asCoroutineDispatcher() +
        CoroutineExceptionHandler { _, e -> LOG.error("a lane's minute failed", e) }
    )

  private val told = ConcurrentHashMap<Key, Long>()

  private data class Key(val institutionId: Int, val lane: Int, val minute: Long)

  /** Begins a lane's minute and returns at once; a minute that is over or begun is passed over. */
  fun obey(command: MinuteCommand) {
    val minute = LaneMinute(command)
    val now = time.asLong
    told.values.removeIf { it < now }
    val key = Key(command.institutionId, command.lane, minute.start())
    val isOver = minute.openUntil() <= now
    if (isOver || gate.isStopping || told.putIfAbsent(key, minute.end() + GRACE) != null) {
      LOG.debug("passed over: {}", command)
      return
    }
    scope.launch {
      try {
        run(minute)
      } catch (e: RuntimeException) {
        told.remove(key) // whoever sends it again may have more luck
        throw e
      }
    }
  }

  private suspend fun run(minute: LaneMinute) = coroutineScope {
    val command = minute.command()
    val terms = policies.terms(command.institutionId, command.institution, command.policyVersion)
    val lane = lanes.of(terms, command)
    if (closesWith(minute, terms)) lane.io().post { lane.closes(minute.openUntil()) }
    waitUntil(minute.start() - CONNECT_AHEAD)
    lane.io().post { lane.prepare(1e9 / command.ticketIntervalNanos / command.lanes) }
    val claimed = Channel<ClaimedPage>(capacity = 1) { page -> giveBack(lane, page.users) }
    launch {
      try {
        claim(minute, terms, lane, claimed)
      } finally {
        claimed.close()
      }
    }
    launch { slice(minute, terms, lane, claimed) }
  }

  /**
   * Whether the institution closes when the minute's open part ends: whoever waits is given back.
   */
  private fun closesWith(minute: LaneMinute, terms: Terms): Boolean {
    val soon = LaneMinute.instant(minute.openUntil() + Lane.DESERTED)
    return terms.policy().openSpans(LaneMinute.instant(minute.openUntil()), soon).isEmpty()
  }

  /** The producer: claims the minute's pages, each about a second before its span begins. */
  private suspend fun claim(
    minute: LaneMinute,
    terms: Terms,
    lane: Lane,
    claimed: SendChannel<ClaimedPage>,
  ) {
    val ahead = settings.claimAhead.toNanos() - spread(minute.command())
    for (span in minute.firstSpan(time.asLong) until minute.spans()) {
      if (!minute.isOpen(span)) continue
      waitUntil(minute.spanStart(span) - ahead)
      val now = time.asLong
      val begin = maxOf(minute.spanStart(span), now)
      val end = minute.spanStart(span) + minute.span()
      if (begin >= end) continue
      val planned = minute.readyBefore(end) - minute.readyBefore(begin)
      val unused = minOf(1.0, (begin - now).toDouble() / minute.span())
      val wanted = lane.wanted(planned, unused)
      val nobody = wanted == 0 && lane.present() == 0
      if (nobody || gate.isStopping) continue
      when (val answer = pages.claim(minute, span, begin, wanted, terms)) {
        is Claimed.Yes -> claimed.send(answer.page)
        is Claimed.No -> LOG.debug("no page of {}: {}", minute.command(), answer.why)
        is Claimed.Taken -> {
          LOG.info("another worker has the lane: {}", minute.command())
          lane.io().post { lane.leave() }
          return
        }
      }
    }
  }

  /** The consumer: hands each slice over a little before its time. */
  private suspend fun slice(
    minute: LaneMinute,
    terms: Terms,
    lane: Lane,
    claimed: ReceiveChannel<ClaimedPage>,
  ) {
    var first = true
    try {
      for (page in claimed) {
        lane.io().post { lane.own(page.begin, page.end, page.others) }
        val left = ArrayDeque(Slice.cut(minute, page.begin, page.end, page.users))
        try {
          while (left.isNotEmpty()) {
            waitUntil(left.first().from() - HAND_OVER_AHEAD)
            val slice = left.removeFirst()
            if (first) {
              first = false
              lanes.counts(terms).target(minute.start(), minute.command().users)
              lane.io().post { lane.use(terms) }
            }
            lane.io().post { lane.add(slice) }
          }
        } finally {
          giveBack(lane, left.flatMap { it.users() })
        }
      }
    } finally {
      claimed.cancel()
    }
  }

  /** Claimed users whom nobody will call now: when the process stops, as a rule. */
  private fun giveBack(lane: Lane, users: List<Work>) {
    if (users.isNotEmpty()) lane.io().post { lane.giveBack(users) }
  }

  /** Claims of many lanes are spread over the second before, always the same lane at its place. */
  private fun spread(command: MinuteCommand): Long {
    val place = Math.floorMod((command.institutionId * 31 + command.lane) * 0x9E3779B9L, 1000L)
    return settings.claimSpread.toNanos() * place / 1000
  }

  private suspend fun waitUntil(instant: Long) {
    while (true) {
      val left = instant - time.asLong
      if (left <= 0) return
      delay(maxOf(1, left / 1_000_000))
    }
  }

  /** Ends all minutes; who was claimed and not yet handed over to a lane is given back. */
  override fun close() {
    scope.cancel()
    runBlocking { withTimeoutOrNull(STOP) { scope.coroutineContext[Job]?.join() } }
  }

  private companion object {
    val LOG = LoggerFactory.getLogger(MinutePipeline::class.java)
    val GRACE = Duration.ofMinutes(1).toNanos()
    val CONNECT_AHEAD = Duration.ofSeconds(3).toNanos()
    val STOP = Duration.ofSeconds(5).toKotlinDuration()
    val HAND_OVER_AHEAD = Duration.ofMillis(100).toNanos()
  }
}
