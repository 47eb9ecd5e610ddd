package io.tidegate.push.preview;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads a page until its head is over: what a page says of itself stands there. */
final class HeadOnly implements WebPages.Reading {
  private static final byte[] END = {'<', '/', 'h', 'e', 'a', 'd'};

  private final boolean whole;
  private int looked;
  private boolean over;

  /**
   * For one page.
   *
   * @param whole whether what comes after the head is wanted too
   */
  HeadOnly(boolean whole) {
    this.whole = whole;
  }

  @Override
  public boolean wants(int status, @Nullable String type) {
    return status == 200 && WebPage.isHtml(type);
  }

  @Override
  public boolean isEnough(Buffer read) {
    while (!over && looked + END.length <= read.length()) {
      over = isEnd(read, looked++);
    }
    return over && !whole;
  }

  /** Whether the head was seen to end. */
  boolean isOver() {
    return over;
  }

  private static boolean isEnd(Buffer read, int at) {
    for (int i = 0; i < END.length; i++) {
      byte c = read.getByte(at + i);
      if (c != END[i] && !(c >= 'A' && c <= 'Z' && c + 32 == END[i])) {
        return false;
      }
    }
    return true;
  }
}
