package io.tidegate.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The arrival ledger and, beside it, the receiver's stalls. The event loop appends rows to memory;
 * a thread of the ledger's own writes them, so that a slow disk never delays an answer. What was
 * handed over is in the file also after kill -9 of the process.
 */
final class ArrivalLedger {
  private static final int CHUNK = 1 << 16;
  private static final int LONGEST = 1_024;
  private static final String HEADER =
      "institution,user,call,object,page,epoch_micros,status,rsp_code\n";
  private static final String STALLS_HEADER = "from_micros,until_micros,cause\n";

  private final Path path;
  private final FileChannel rows;
  private final FileChannel stalls;
  private final BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
  private final Thread writer;
  private final Consumer<IOException> failed;

  private byte[] buffer = new byte[CHUNK];
  private int size;
  private long appended;
  private long stallsSeen;
  private boolean closed;

  /** Bytes on their way to a file; {@code done} is told when they are there. */
  private record Chunk(
      @Nullable FileChannel file, ByteBuffer bytes, @Nullable Promise<Void> done) {}

  private static final Chunk LAST = new Chunk(null, ByteBuffer.allocate(0), null);

  /**
   * Begins a ledger.
   *
   * @param failed is told, once, when the file cannot be written any more
   * @throws IOException if there is a file already, or it cannot be made
   */
  ArrivalLedger(Path file, Consumer<IOException> failed) throws IOException {
    this.path = file;
    this.failed = failed;
    rows = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    rows.write(ascii(HEADER));
    stalls =
        FileChannel.open(
            stallsBeside(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    stalls.write(ascii(STALLS_HEADER));
    writer = Thread.ofPlatform().name("ledger").daemon(true).start(this::write);
  }

  /** Removes both files: nothing ever arrived, and the next try may have the same name. */
  void remove() throws IOException {
    Files.deleteIfExists(path);
    Files.deleteIfExists(stallsBeside(path));
  }

  static Path stallsBeside(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".stalls.csv");
  }

  /** Rows appended so far. */
  long rows() {
    return appended;
  }

  long stalls() {
    return stallsSeen;
  }

  void append(
      String institution,
      String user,
      String call,
      String object,
      int page,
      long micros,
      int status,
      String code) {
    text(institution);
    text(user);
    text(call);
    text(object);
    number(page);
    comma();
    number(micros);
    comma();
    number(status);
    comma();
    text(code);
    buffer[size - 1] = '\n';
    appended++;
    if (size > CHUNK - 4096) {
      handOver(null);
    }
  }

  void stalled(long fromMicros, long untilMicros, String cause) {
    stallsSeen++;
    ByteBuffer row = ascii(fromMicros + "," + untilMicros + "," + cause + "\n");
    queue.add(new Chunk(stalls, row, null));
  }

  /** Gives all rows so far to the writer. */
  void handOver() {
    if (size > 0) {
      handOver(null);
    }
  }

  /** Completes when all rows so far are in the file. */
  Future<Void> flush() {
    if (closed) {
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    handOver(done);
    return done.future();
  }

  private void handOver(@Nullable Promise<Void> done) {
    queue.add(new Chunk(rows, ByteBuffer.wrap(buffer, 0, size), done));
    buffer = new byte[CHUNK];
    size = 0;
  }

  /** Writes what is left and ends the writer. */
  void close() {
    if (!closed) {
      closed = true;
      handOver(null);
      queue.add(LAST);
      try {
        writer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write() {
    try (rows;
        stalls) {
      while (true) {
        Chunk chunk = queue.take();
        if (chunk.file() == null) {
          return;
        }
        while (chunk.bytes().hasRemaining()) {
          chunk.file().write(chunk.bytes());
        }
        if (chunk.done() != null) {
          chunk.done().complete();
        }
      }
    } catch (IOException e) {
      failed.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A field and its comma, in quotes if it needs them; no name is longer than it is kept. */
  private void text(String whole) {
    String field = whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST);
    boolean plain = true;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      plain &= c >= ' ' && c < 127 && c != ',' && c != '"';
    }
    if (plain) {
      room(field.length() + 1);
      for (int i = 0; i < field.length(); i++) {
        buffer[size++] = (byte) field.charAt(i);
      }
    } else {
      byte[] bytes = quoted(field).getBytes(StandardCharsets.UTF_8);
      room(bytes.length + 1);
      System.arraycopy(bytes, 0, buffer, size, bytes.length);
      size += bytes.length;
    }
    comma();
  }

  /** What a caller sent that was no text is a question mark: the ledger itself stays UTF-8. */
  private static String quoted(String field) {
    return '"' + field.replace('\uFFFD', '?').replace("\"", "\"\"") + '"';
  }

  private void comma() {
    room(1);
    buffer[size++] = ',';
  }

  private void number(long value) {
    room(20);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = digits - 1; i >= 0; i--) {
      buffer[size + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  private void room(int bytes) {
    if (size + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
