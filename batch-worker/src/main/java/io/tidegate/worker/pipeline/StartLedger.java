package io.tidegate.worker.pipeline;

import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Terms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down every call that this process starts, as the simulator writes down what arrives: the
 * columns are those of its ledger, the instant is that of the start by the worker's clock, and
 * there is no answer yet. While the path to an institution is disturbed, what arrives says nothing
 * about who was too fast; this does.
 *
 * <p>One write per row and no buffer: what was started stands in the file also after kill -9,
 * except the last call. That costs some 2 µs a call, so it is off unless somebody wants to judge.
 */
final class StartLedger implements Consumer<Exchange>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StartLedger.class);
  private static final String HEADER =
      "institution,user,call,object,page,epoch_micros,status,rsp_code\n";

  private final FileChannel file;
  private boolean failed;

  private StartLedger(FileChannel file) {
    this.file = file;
  }

  /** Begins a file of its own in the folder, which is made when it is not there. */
  static StartLedger in(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path name = Files.createTempFile(folder, "starts-", ".csv");
    StartLedger ledger = new StartLedger(FileChannel.open(name, StandardOpenOption.APPEND));
    ledger.write(HEADER);
    return ledger;
  }

  @Override
  public void accept(Exchange started) {
    Terms terms = started.refresh().terms();
    String object = started.object();
    String row =
        field(terms.policy().code())
            + field(started.refresh().user())
            + field(terms.callName(started.callIndex()))
            + field(object == null ? "" : object)
            + started.page()
            + ','
            + TimeUnit.NANOSECONDS.toMicros(started.startedAt())
            + ",0,\n";
    try {
      write(row);
    } catch (IOException e) {
      complain(e);
    }
  }

  private synchronized void write(String row) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /** A ledger with holes is worth nothing, but calls go on. */
  private synchronized void complain(IOException e) {
    if (!failed) {
      failed = true;
      LOG.error("the start ledger cannot be written; it is not whole from here on", e);
    }
  }

  private static String field(String text) {
    boolean plain = text.chars().allMatch(c -> c >= ' ' && c != ',' && c != '"');
    return (plain ? text : '"' + text.replace("\"", "\"\"") + '"') + ',';
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
