package io.tidegate.standalone;

import io.tidegate.embedded.KafkaTopics;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Reading;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A whole system on this machine: servers, schema, topics, processes. */
public final class Standalone implements AutoCloseable {
  /** The name of the embedded database server. */
  public static final String POSTGRES = "PostgreSQL";

  /** The name of the embedded broker. */
  public static final String KAFKA = "Kafka";

  /** The name of the scheduler; more of them are {@code scheduler-app 2} and so on. */
  public static final String SCHEDULER = "scheduler-app";

  /** What precedes a worker's number in its name, with a space. */
  public static final String WORKER = "batch-worker ";

  /** The name of the push-worker. */
  public static final String PUSH = "push-worker";

  private final StandaloneSettings settings;
  private final Consumer<String> say;
  private final Memory memory = Memory.ofThisMachine();
  private final DataFolder folder;
  private final Parts parts;
  private final Servers servers;
  private final Environments environments;
  private final Map<String, Keeper> programs = new ConcurrentHashMap<>();
  private final Map<String, URI> listening = new ConcurrentHashMap<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean pushes;
  private volatile @Nullable URI sockets;

  private Standalone(StandaloneSettings settings, Consumer<String> say, DataFolder folder) {
    this.settings = settings;
    this.say = say;
    this.folder = folder;
    this.parts = new Parts(say);
    this.servers = new Servers(settings, folder, memory, parts);
    this.environments = new Environments(settings);
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
    servers.start(this::begin);
    say.accept("database: " + database().url() + ", Kafka: " + kafka());
    int applied = Migrations.apply(database());
    say.accept(applied == 0 ? "the schema is up to date" : applied + " migrations applied");
    KafkaTopics.create(kafka(), SystemTopics.ALL);
    startPrograms(classPaths);
    publish();
  }

  /** The database that the system works on. */
  public Database database() {
    return servers.database();
  }

  /** Kafka's bootstrap servers. */
  public String kafka() {
    return servers.kafka();
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

  /** The token that the company's backend shows to push-worker, unless another was given. */
  public String pushServiceToken() throws IOException {
    return Files.readString(folder.pushServiceToken()).strip();
  }

  /** Where push-worker accepts WebSockets; null if none was asked for. */
  public @Nullable URI pushSockets() {
    return sockets;
  }

  /** A worker's process in its present life; null while it is being started again. */
  public @Nullable ProcessHandle workerProcess(int number) {
    return parts.process(WORKER + number);
  }

  /** Push-worker's process in its present life; null while it is being started again. */
  public @Nullable ProcessHandle pushWorkerProcess() {
    return parts.process(PUSH);
  }

  /**
   * Settings of one program on top of all others', from its next start on.
   *
   * @param more they replace those that were given here before
   */
  public void settingsOf(String program, Map<String, String> more) {
    environments.put(program, more);
  }

  /** Its servers and programs, and what may be done to each. */
  public Parts parts() {
    return parts;
  }

  /** Starts one more program of a kind; returns when it is up. */
  public void add(String program) throws IOException {
    Program kind =
        program.startsWith(WORKER)
            ? Program.worker(memory.worker())
            : Program.scheduler(memory.scheduler());
    Keeper keeper = parts.keep(program, program(program, Programs.ofThisProcess(), kind));
    programs.put(program, keeper);
    begin(keeper);
    keeper.awaitUp();
  }

  /** Stops a program in good order, for good. */
  public void remove(String program) throws IOException {
    Keeper keeper = programs.remove(program);
    parts.forget(program);
    if (keeper != null) {
      keeper.stop();
    }
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
    Failures failures = new Failures();
    try {
      failures.attempt(() -> SystemAddresses.remove(folder.path()));
      stopPrograms(failures);
      servers.stop(failures);
    } finally {
      folder.close();
      closed.countDown();
    }
    failures.throwFirst();
  }

  private void startPrograms(Programs classPaths) throws IOException {
    Program scheduler = Program.scheduler(memory.scheduler());
    Program worker = Program.worker(memory.worker());
    programs.put(SCHEDULER, parts.keep(SCHEDULER, program(SCHEDULER, classPaths, scheduler)));
    for (String name : workers()) {
      programs.put(name, parts.keep(name, program(name, classPaths, worker)));
    }
    if (pushes) {
      sockets = URI.create("ws://127.0.0.1:" + environments.preparePush(folder) + "/");
      programs.put(PUSH, parts.keep(PUSH, program(PUSH, classPaths, Program.push(memory.push()))));
    }
    for (Keeper keeper : programs.values()) {
      begin(keeper);
    }
    for (Keeper keeper : programs.values()) {
      keeper.awaitUp();
    }
  }

  private List<String> workers() {
    return IntStream.rangeClosed(1, settings.workers()).mapToObj(n -> WORKER + n).toList();
  }

  private ProgramService program(String name, Programs classPaths, Program program) {
    return new ProgramService(
        name,
        classPaths,
        program,
        () -> environments.of(name, database(), kafka()),
        folder,
        this::listens);
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
    boolean all =
        listening.containsKey(SCHEDULER)
            && listening.keySet().containsAll(workers())
            && (!pushes || listening.containsKey(PUSH));
    if (all && !closing.get()) {
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
  private void stopPrograms(Failures failures) {
    failures.attemptAtOnce(
        "stop a program",
        programs.values().stream().<Failures.Step>map(keeper -> keeper::stop).toList());
  }
}
