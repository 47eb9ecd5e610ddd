package io.tidegate.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A stream that tells how many bytes of it were read. */
final class Counted extends FilterInputStream {
  private final LongConsumer told;
  private long count;

  Counted(InputStream in, LongConsumer told) {
    super(in);
    this.told = told;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      told.accept(++count);
    }
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    if (read > 0) {
      count += read;
      told.accept(count);
    }
    return read;
  }
}
