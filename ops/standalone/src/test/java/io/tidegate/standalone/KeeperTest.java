package io.tidegate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeeperTest {
  private final BlockingQueue<String> said = new ArrayBlockingQueue<>(100);

  @Test
  void aServiceThatEndsIsStartedAgain() throws Exception {
    var service = new Sketch();
    var keeper = new Keeper(service, said::add, () -> {});
    keeper.begin();
    keeper.awaitUp();
    service.lives.getFirst().gone.complete(null);
    assertThat(said.poll(1, TimeUnit.MINUTES)).contains("sketch has ended", "in 1 s");
    assertThat(said.poll(1, TimeUnit.MINUTES)).contains("sketch is up again");
    keeper.stop();
    assertThat(service.lives).hasSize(2);
    assertThat(service.lives.getLast().stopped).isTrue();
    assertThat(said).isEmpty();
  }

  @Test
  void aFirstStartThatFailsIsToldAndNotTriedAgain() throws Exception {
    var service = new Sketch();
    service.broken = true;
    var keeper = new Keeper(service, said::add, () -> {});
    keeper.begin();
    assertThatThrownBy(keeper::awaitUp).isInstanceOf(IOException.class).hasMessage("broken");
    keeper.stop();
    assertThat(service.attempts).isEqualTo(1);
  }

  @Test
  void aLaterStartThatFailsIsTriedAgain() throws Exception {
    var service = new Sketch();
    var keeper = new Keeper(service, said::add, () -> {});
    keeper.begin();
    keeper.awaitUp();
    service.broken = true;
    service.lives.getFirst().gone.complete(null);
    assertThat(said.poll(1, TimeUnit.MINUTES)).contains("has ended");
    assertThat(said.poll(1, TimeUnit.MINUTES)).isEqualTo("sketch did not start: broken");
    service.broken = false;
    assertThat(said.poll(1, TimeUnit.MINUTES)).contains("up again");
    keeper.stop();
  }

  @Test
  void aServiceThatIsHeldStaysAwayUntilItIsReleased() throws Exception {
    var service = new Sketch();
    var keeper = new Keeper(service, said::add, () -> {});
    keeper.begin();
    keeper.awaitUp();
    keeper.hold();
    service.lives.getFirst().gone.complete(null);
    assertThat(said.poll(1, TimeUnit.MINUTES)).isEqualTo("sketch has ended and stays away");
    assertThat(said.poll(2, TimeUnit.SECONDS)).as("longer than the usual pause").isNull();
    keeper.release();
    assertThat(said.poll(1, TimeUnit.MINUTES)).contains("sketch is up again");
    keeper.hold();
    service.lives.getLast().gone.complete(null);
    keeper.stop();
    assertThat(service.lives).as("it can be stopped while it is held").hasSize(2);
  }

  @Test
  void whatIsKilledWhileItStartsIsGoneAsSoonAsItHasCome() throws Exception {
    var service = new Sketch();
    var keeper = new Keeper(service, said::add, () -> {});
    keeper.begin();
    keeper.awaitUp();
    Process child = new ProcessBuilder("sleep", "600").start();
    service.process = child.toHandle();
    service.meanwhile = keeper::kill;
    service.lives.getFirst().gone.complete(null);
    assertThat(child.onExit()).succeedsWithin(Duration.ofMinutes(1));
    keeper.stop();
    assertThat(said).noneMatch(line -> line.contains("up again"));
  }

  @Test
  void whoeverWaitsForAServiceThatIsStoppedIsTold() throws Exception {
    var keeper = new Keeper(new Sketch(), said::add, () -> {});
    keeper.stop();
    keeper.begin();
    assertThatThrownBy(keeper::awaitUp).hasMessageContaining("was stopped");
  }

  private static final class Sketch implements Service {
    final List<Life> lives = new CopyOnWriteArrayList<>();
    volatile boolean broken;
    volatile int attempts;
    volatile ProcessHandle process = ProcessHandle.current();
    volatile Step meanwhile = () -> {};

    interface Step {
      void run() throws IOException;
    }

    @Override
    public String name() {
      return "sketch";
    }

    @Override
    public synchronized Running start() throws IOException {
      attempts++;
      if (broken) {
        throw new IOException("broken");
      }
      meanwhile.run();
      var life = new Life(process);
      lives.add(life);
      return life;
    }
  }

  private static final class Life implements Service.Running {
    final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final ProcessHandle process;
    volatile boolean stopped;

    Life(ProcessHandle process) {
      this.process = process;
    }

    @Override
    public ProcessHandle process() {
      return process;
    }

    @Override
    public CompletableFuture<Void> gone() {
      return gone;
    }

    @Override
    public void stop() {
      stopped = true;
    }
  }
}
