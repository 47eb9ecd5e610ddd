package io.tidegate.worker.pipeline;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.worker.call.Clients;
import io.tidegate.worker.failure.CallFailures;
import io.tidegate.worker.ring.Claims;
import io.tidegate.worker.ring.Settlements;
import io.tidegate.worker.server.ServerLease;
import io.tidegate.worker.trial.TrialRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.SslBundle;
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
      DatabaseTime time,
      PipelineSettings settings) {
    return new Settler(
        settlements,
        failures,
        trials,
        gate,
        time,
        new SplittableRandom(),
        settings.outcomeBuffer(),
        settings.settleEvery());
  }

  @Bean(destroyMethod = "")
  Outbox outbox(KafkaProperties kafka, Gate gate, Settler settler, PipelineSettings settings) {
    long buffer = settings.bodyBuffer().toBytes();
    return new Outbox(
        producer(kafka, Map.of(ProducerConfig.BUFFER_MEMORY_CONFIG, buffer)),
        gate,
        settler,
        buffer * 3 / 4);
  }

  @Bean(destroyMethod = "")
  TallyDesk tallyDesk(KafkaProperties kafka, ServerLease lease, DatabaseTime time) {
    return new TallyDesk(producer(kafka, Map.of()), lease::held, time);
  }

  /** A producer that never gives up, and says soon that it has no room. */
  private static Producer<String, byte[]> producer(
      KafkaProperties kafka, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 10);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024);
    settings.putAll(more);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
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
      PipelineSettings settings) {
    return new EventLoops(
        Stream.generate(PipelineConfiguration::vertx)
            .limit(settings.eventLoops())
            .map(
                each ->
                    new EventLoops.Loop(
                        each,
                        new IoThread(
                            each.getOrCreateContext(),
                            new Clients(each, name -> certificates(bundles.getBundle(name))),
                            time,
                            gate,
                            outbox,
                            tallies,
                            trials::call)))
            .toList());
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setPreferNativeTransport(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  private static Clients.Certificates certificates(SslBundle bundle) {
    return new Clients.Certificates(
        Stream.of(bundle.getManagers().getKeyManagers())
            .filter(X509KeyManager.class::isInstance)
            .map(X509KeyManager.class::cast)
            .findFirst()
            .orElse(null),
        Stream.of(bundle.getManagers().getTrustManagers()).findFirst().orElse(null));
  }

  @Bean(destroyMethod = "")
  PacingClock pacingClock(
      DatabaseTime time, Clock wall, EventLoops loops, PipelineSettings settings) {
    return new PacingClock(time, wall, loops.threads(), settings.step());
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
    Pages pages =
        new Pages(claims, new Tokens(jdbcTemplate), states, time, gate, settings.accessWithin());
    return new MinutePipeline(
        lanes, pages, new PolicyVersions(jdbc), time, gate, settings, claimThreads);
  }

  @Bean
  CommandListener commandListener(MinutePipeline pipeline) {
    return new CommandListener(pipeline);
  }

  @Bean
  PipelineLifecycle pipelineLifecycle(
      Gate gate,
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
        gate, states, loops, clock, outbox, settler, tallies, pipeline, claimThreads, settings);
  }

  @Bean
  PipelineController pipelineController(Lanes lanes, DatabaseTime time) {
    return new PipelineController(lanes, time);
  }

  /** The event loops of this process, each a Vert.x of its own with one thread. */
  record EventLoops(List<Loop> loops) {
    record Loop(Vertx vertx, IoThread thread) {}

    List<IoThread> threads() {
      return loops.stream().map(Loop::thread).toList();
    }

    void close() {
      loops.forEach(loop -> loop.vertx().close());
    }
  }
}
