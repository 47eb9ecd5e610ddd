package io.tidegate.worker.pipeline;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.failure.CallFailures;
import io.tidegate.worker.ring.Claims;
import io.tidegate.worker.ring.Settlements;
import io.tidegate.worker.server.ServerLease;
import io.tidegate.worker.trial.TrialRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts the pipeline together, and makes its threads. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "tidegate.pipeline.enabled", matchIfMissing = true)
class PipelineConfiguration {

  @Bean
  DatabaseTime databaseTime() {
    return new DatabaseTime(System::nanoTime);
  }

  @Bean(destroyMethod = "")
  InstitutionStates institutionStates(JdbcClient jdbc, DatabaseTime time) {
    return new InstitutionStates(jdbc, time);
  }

  @Bean
  Gate gate(ServerLease lease, DatabaseTime time, PipelineSettings settings) {
    return new Gate(lease::held, time, settings.warmUp());
  }

  @Bean(destroyMethod = "")
  Settler settler(
      Settlements settlements,
      CallFailures failures,
      TrialRecorder trials,
      Gate gate,
      PipelineSettings settings) {
    return new Settler(
        settlements::settle,
        failures::keep,
        (outcome, trial) -> trials.finished(trial, outcome),
        gate,
        new TurnOutcomes(new SplittableRandom()),
        settings.outcomeBuffer(),
        settings.settleEvery());
  }

  @Bean(destroyMethod = "")
  Outbox outbox(KafkaProperties kafka, Gate gate, Settler settler, PipelineSettings settings) {
    long buffer = settings.bodyBuffer().toBytes();
    return new Outbox(
        PatientProducer.make(
            kafka,
            Map.of(
                ProducerConfig.BUFFER_MEMORY_CONFIG, buffer, ProducerConfig.LINGER_MS_CONFIG, 50)),
        gate,
        settler,
        buffer * 3 / 4);
  }

  @Bean(destroyMethod = "")
  TallyDesk tallyDesk(KafkaProperties kafka, ServerLease lease, DatabaseTime time) {
    return new TallyDesk(PatientProducer.make(kafka, Map.of()), lease::held, time);
  }

  @Bean
  RealTimePriority realTimePriority(PipelineSettings settings) {
    return new RealTimePriority(settings.realTime());
  }

  /** Who is told of each call that starts: nobody, as a rule. */
  @Bean
  Consumer<Exchange> startLedger(PipelineSettings settings) throws IOException {
    Path folder = settings.startLedger();
    return folder == null ? started -> {} : StartLedger.in(folder);
  }

  /** The event loops, their lanes, and whoever wakes them. */
  @Bean(destroyMethod = "")
  EventLoops eventLoops(
      DatabaseTime time,
      Gate gate,
      Outbox outbox,
      TallyDesk tallies,
      TrialRecorder trials,
      SslBundles bundles,
      RealTimePriority priority,
      Consumer<Exchange> starts,
      PipelineSettings settings) {
    return EventLoops.start(
        settings.eventLoops(),
        bundles,
        priority::take,
        (vertx, clients) ->
            new IoThread(
                vertx.getOrCreateContext(),
                clients,
                time,
                gate,
                outbox,
                tallies,
                trials::call,
                starts));
  }

  @Bean(destroyMethod = "")
  PacingClock pacingClock(
      DatabaseTime time,
      Clock wall,
      EventLoops loops,
      RealTimePriority priority,
      PipelineSettings settings) {
    return new PacingClock(time, wall, loops.threads(), settings.step(), priority::take);
  }

  @Bean
  Lanes lanes(
      EventLoops loops,
      InstitutionStates states,
      CircuitGuard guard,
      TallyDesk tallies,
      MeterRegistry meters,
      Settler settler,
      Outbox outbox) {
    Gauge.builder("tidegate.outcomes.waiting", settler, Settler::waiting)
        .description("outcomes that are not settled yet")
        .register(meters);
    FunctionCounter.builder("tidegate.failures.dropped", settler, Settler::droppedInAll)
        .description("failures of calls that were not kept, as too many waited")
        .register(meters);
    Gauge.builder("tidegate.bodies.unacknowledged", outbox, Outbox::unacknowledged)
        .description("bytes of bodies that Kafka has not acknowledged")
        .baseUnit("bytes")
        .register(meters);
    return new Lanes(loops.threads(), states, guard, tallies, meters);
  }

  @Bean(destroyMethod = "")
  ExecutorService claimThreads(PipelineSettings settings) {
    return Executors.newFixedThreadPool(
        settings.claimThreads(), Thread.ofPlatform().daemon().name("lane-", 0).factory());
  }

  @Bean(destroyMethod = "")
  MinutePipeline minutePipeline(
      Lanes lanes,
      Claims claims,
      JdbcTemplate jdbcTemplate,
      JdbcClient jdbc,
      InstitutionStates states,
      DatabaseTime time,
      Gate gate,
      PipelineSettings settings,
      ExecutorService claimThreads) {
    Pages pages = new Pages(claims, new Tokens(jdbcTemplate), states, time, gate);
    return new MinutePipeline(
        lanes, pages, new PolicyVersions(jdbc), time, gate, settings, claimThreads);
  }

  @Bean
  CommandListener commandListener(MinutePipeline pipeline) {
    return new CommandListener(pipeline);
  }

  @Bean
  Rehearsal rehearsal(
      DatabaseTime time, EventLoops loops, RealTimePriority priority, PipelineSettings settings) {
    return new Rehearsal(loops, time::nanoTime, settings.step(), priority::take);
  }

  @Bean
  PipelineLifecycle pipelineLifecycle(
      Gate gate,
      Rehearsal rehearsal,
      InstitutionStates states,
      EventLoops loops,
      PacingClock clock,
      Outbox outbox,
      Settler settler,
      TallyDesk tallies,
      MinutePipeline pipeline,
      ExecutorService claimThreads,
      PipelineSettings settings) {
    return new PipelineLifecycle(
        gate,
        rehearsal,
        states,
        loops,
        clock,
        outbox,
        settler,
        tallies,
        pipeline,
        claimThreads,
        settings);
  }
}
