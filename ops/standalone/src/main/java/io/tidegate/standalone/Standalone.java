package io.tidegate.standalone;

import io.tidegate.embedded.KafkaTopics;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Reading;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A whole system on this machine: servers, schema, topics, processes. */
public final class Standalone implements AutoCloseable {
  private static final String SCHEDULER = "scheduler-app";
  private static final String WORKER = "batch-worker ";
  private static final String PUSH = "push-worker";
  private static final String PUSH_TOKEN = "TIDEGATE_PUSH_ACCESS_SERVICETOKEN";

  private final StandaloneSettings settings;
  private final Consumer<String> say;
  private final Memory memory = Memory.ofThisMachine();
  private final DataFolder folder;
  private final ConcurrentLinkedDeque<Keeper> servers = new ConcurrentLinkedDeque<>();
  private final Map<String, Keeper> programs = new ConcurrentHashMap<>();
  private final Map<String, URI> listening = new ConcurrentHashMap<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean pushes;
  private volatile @Nullable Database database;
  private volatile @Nullable String kafka;

  private Standalone(StandaloneSettings settings, Consumer<String> say, DataFolder folder) {
    this.settings = settings;
    this.say = say;
    this.folder = folder;
  }

  /**
   * Takes the data folder; nothing runs yet.
   *
   * @param say told one line per event
   * @throws SystemRefused when the policy files have errors (all of them, a line each) or another
   *     system has the folder
   */
  public static Standalone on(StandaloneSettings settings, Consumer<String> say)
      throws IOException {
    Reading policies = PolicyReader.read(settings.institutions());
    if (!policies.isValid()) {
      throw new SystemRefused(
          "nothing was started: errors in the policy files of " + settings.institutions(),
          policies.errors().stream().map(Problem::toString).toList());
    }
    return new Standalone(settings, say, DataFolder.take(settings.data()));
  }

  /** Lets a push-worker be started too; to be said before the start. */
  public void withPushWorker() {
    pushes = true;
  }

  /**
   * Starts everything; returns when everything answers and the addresses are published.
   *
   * @throws IOException when a part does not come up, or this was closed meanwhile; close it then
   */
  public void start() throws IOException {
    SystemAddresses.remove(folder.path());
    Programs classPaths = Programs.ofThisProcess();
    startServers();
    Database there = database();
    int applied = Migrations.apply(there);
    say.accept(applied == 0 ? "the schema is up to date" : applied + " migrations applied");
    KafkaTopics.create(kafka(), SystemTopics.ALL);
    startPrograms(classPaths, environment(there));
    publish();
  }

  /** The database that the system works on. */
  public Database database() {
    Database known = database;
    if (known == null) {
      throw new IllegalStateException("the database is not up yet");
    }
    return known;
  }

  /** Kafka's bootstrap servers. */
  public String kafka() {
    String known = kafka;
    if (known == null) {
      throw new IllegalStateException("Kafka is not up yet");
    }
    return known;
  }

  /** Base URL of scheduler-app. */
  public URI scheduler() {
    return address(SCHEDULER);
  }

  /** Base URL of a worker, from 1. */
  public URI worker(int number) {
    return address(WORKER + number);
  }

  /** Base URL of push-worker; null if none was asked for. */
  public @Nullable URI pushWorker() {
    return pushes ? address(PUSH) : null;
  }

  /** A worker's process in its present life; null while it is being started again. */
  public @Nullable ProcessHandle workerProcess(int number) {
    Keeper keeper = programs.get(WORKER + number);
    return keeper == null ? null : keeper.process();
  }

  /** Push-worker's process in its present life; null while it is being started again. */
  public @Nullable ProcessHandle pushWorkerProcess() {
    Keeper keeper = programs.get(PUSH);
    return keeper == null ? null : keeper.process();
  }

  /** Whether nothing runs any more. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Waits until the system has been closed, for a time; returns whether it has. */
  public boolean awaitClosed(Duration patience) throws InterruptedException {
    return closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Stops everything, the processes first and the database last, and gives the folder back. What
   * does not stop is killed in the end. Further calls wait for the first.
   */
  @Override
  public void close() throws IOException {
    if (!closing.compareAndSet(false, true)) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    List<IOException> failures = new ArrayList<>();
    try {
      attempt(failures, () -> SystemAddresses.remove(folder.path()));
      stopPrograms(failures);
      for (Keeper server = servers.pollLast(); server != null; server = servers.pollLast()) {
        attempt(failures, server::stop);
      }
    } finally {
      folder.close();
      closed.countDown();
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private void startServers() throws IOException {
    var postgres = new PostgresService(folder.postgres(), memory.postgres());
    var broker = new KafkaService(folder.kafka(), memory.broker());
    List<Keeper> starting = new ArrayList<>();
    if (settings.database().isEmpty()) {
      starting.add(keep(postgres));
    }
    if (settings.kafka().isEmpty()) {
      starting.add(keep(broker));
    }
    for (Keeper keeper : starting) {
      servers.add(keeper);
      begin(keeper);
    }
    for (Keeper keeper : starting) {
      keeper.awaitUp();
    }
    database = settings.database().orElseGet(postgres::database);
    kafka = settings.kafka().orElseGet(broker::bootstrapServers);
    say.accept("database: " + database().url() + ", Kafka: " + kafka());
  }

  private void startPrograms(Programs classPaths, Map<String, String> environment)
      throws IOException {
    programs.put(
        SCHEDULER,
        keep(program(SCHEDULER, classPaths, Program.scheduler(memory.scheduler()), environment)));
    for (int number = 1; number <= settings.workers(); number++) {
      programs.put(
          WORKER + number,
          keep(program(WORKER + number, classPaths, Program.worker(memory.worker()), environment)));
    }
    if (pushes) {
      programs.put(
          PUSH,
          keep(
              program(
                  PUSH, classPaths, Program.push(memory.push()), pushEnvironment(environment))));
    }
    for (Keeper keeper : programs.values()) {
      begin(keeper);
    }
    for (Keeper keeper : programs.values()) {
      keeper.awaitUp();
    }
  }

  private ProgramService program(
      String name, Programs classPaths, Program program, Map<String, String> environment) {
    return new ProgramService(name, classPaths, program, environment, folder, this::listens);
  }

  private Map<String, String> environment(Database there) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SPRING_DATASOURCE_URL", there.url());
    environment.put("SPRING_DATASOURCE_USERNAME", there.user());
    environment.put("SPRING_DATASOURCE_PASSWORD", there.password());
    environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka());
    environment.put("SERVER_PORT", "0");
    environment.put(
        "TIDEGATE_INSTITUTIONS_DIR",
        settings.institutions().toAbsolutePath().normalize().toString());
    environment.putAll(settings.environment());
    return environment;
  }

  /** With a service token of the folder's own, unless whoever starts this has given one. */
  private Map<String, String> pushEnvironment(Map<String, String> environment) throws IOException {
    Map<String, String> more = new HashMap<>(environment);
    boolean given =
        Stream.concat(System.getenv().keySet().stream(), environment.keySet().stream())
            .anyMatch(name -> name.startsWith(PUSH_TOKEN));
    if (!given) {
      more.put(PUSH_TOKEN + "FILE", folder.pushServiceToken().toString());
    }
    return more;
  }

  private Keeper keep(Service service) {
    return new Keeper(service, say);
  }

  /** Whoever closes meanwhile must not miss a service that begins just now. */
  private void begin(Keeper keeper) throws IOException {
    if (closing.get()) {
      throw new IOException("the system is being stopped");
    }
    keeper.begin();
  }

  private void listens(String name, URI address) throws IOException {
    listening.put(name, address);
    publish();
  }

  /** Publishes the addresses, once all are known and as often as one changes. */
  private synchronized void publish() throws IOException {
    if (listening.size() == 1 + settings.workers() + (pushes ? 1 : 0) && !closing.get()) {
      new SystemAddresses(
              ProcessHandle.current().pid(),
              scheduler(),
              IntStream.rangeClosed(1, settings.workers()).mapToObj(this::worker).toList(),
              pushWorker(),
              database(),
              kafka())
          .write(folder.path());
    }
  }

  private URI address(String name) {
    URI address = listening.get(name);
    if (address == null) {
      throw new IllegalStateException(name + " is not up yet");
    }
    return address;
  }

  /** All at once: each finishes the calls it has in flight. */
  private void stopPrograms(List<IOException> failures) {
    List<Thread> stopping =
        programs.values().stream()
            .map(
                keeper ->
                    Thread.ofPlatform()
                        .name("stop a program")
                        .start(() -> attempt(failures, keeper::stop)))
            .toList();
    for (Thread thread : stopping) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        attempt(
            failures,
            () -> {
              throw new IOException("interrupted while the processes stopped", e);
            });
      }
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void attempt(List<IOException> failures, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }
}
