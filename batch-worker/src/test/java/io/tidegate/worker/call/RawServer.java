package io.tidegate.worker.call;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server that writes what it is told to, HTTP or not, a thread for each connection. */
final class RawServer implements AutoCloseable {

  /** What it does with one request, or with a connection that has just come. */
  @FunctionalInterface
  interface Manner {
    void answer(Conversation with) throws IOException;
  }

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Manner welcome;
  private volatile Manner manner = Conversation::success;

  RawServer() throws IOException {
    this(new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()));
  }

  RawServer(ServerSocket server) {
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Conversation with = new Conversation(socket);
      Manner first = welcome;
      if (first != null) {
        first.answer(with);
      }
      while (with.listen()) {
        manner.answer(with);
      }
    } catch (IOException e) {
      // the other side has gone, as it may
    } finally {
      open.remove(socket);
    }
  }

  /** How it answers requests from now on. */
  void answers(Manner manner) {
    this.manner = manner;
  }

  /** What it does first with connections that come from now on. */
  void welcomes(Manner manner) {
    this.welcome = manner;
  }

  int port() {
    return server.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Connections accepted so far. */
  int connections() {
    return connections.get();
  }

  /** Connections that stand. */
  int open() {
    return open.size();
  }

  /** Bytes that it got rid of. */
  long written() {
    return written.get();
  }

  /** Heads and bodies of all requests so far. */
  Queue<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection. */
  final class Conversation {
    final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private String head = "";

    Conversation(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    /** Reads the next request; false if none comes any more. */
    boolean listen() throws IOException {
      StringBuilder read = new StringBuilder();
      while (read.length() < 4 || !read.substring(read.length() - 4).equals("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        read.append((char) next);
      }
      head = read.toString();
      String length = header("content-length");
      String body =
          length == null ? "" : new String(in.readNBytes(Integer.parseInt(length)), ISO_8859_1);
      requests.add(head + body);
      return true;
    }

    /** A header of the request; null if it has none of that name. */
    @Nullable String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return null;
    }

    String target() {
      return head.split(" ", 3)[1];
    }

    Conversation raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
      written.addAndGet(bytes.length);
      return this;
    }

    Conversation raw(String text) throws IOException {
      return raw(text.getBytes(ISO_8859_1));
    }

    /** A whole answer with the length of its body; more header lines end with CRLF each. */
    Conversation answer(String status, String headers, byte[] body) throws IOException {
      return raw("HTTP/1.1 "
              + status
              + "\r\n"
              + headers
              + "content-length: "
              + body.length
              + "\r\n\r\n")
          .raw(body);
    }

    Conversation answer(String status, String headers, String body) throws IOException {
      return answer(status, headers, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Conversation success() throws IOException {
      return answer("200 OK", "content-type: application/json\r\n", BadAnswers.GOOD);
    }

    /** Begins an answer of chunks; each is to be written with {@link #chunk}. */
    Conversation chunked() throws IOException {
      return raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    }

    Conversation chunk(byte[] bytes) throws IOException {
      return raw(Integer.toHexString(bytes.length) + "\r\n").raw(bytes).raw("\r\n");
    }

    /** Ends what it says, and goes on listening. */
    void halfClose() throws IOException {
      socket.shutdownOutput();
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Says nothing more until the other side has gone. */
    void silence() throws IOException {
      while (in.read() >= 0) {
        // whatever it says
      }
    }

    /** Waits a little; false as soon as the other side has gone. */
    boolean lingers() throws IOException {
      socket.setSoTimeout(5);
      try {
        return in.read() >= 0;
      } catch (SocketTimeoutException e) {
        return true;
      } finally {
        socket.setSoTimeout(0);
      }
    }
  }
}
