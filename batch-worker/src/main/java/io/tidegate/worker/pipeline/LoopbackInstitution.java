package io.tidegate.worker.pipeline;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An institution inside this process, on loopback, that the worker rehearses with. It answers every
 * GET with a list of accounts and every POST with a balance, as cheaply as can be: it shares
 * neither code nor threads with what is to be rehearsed.
 */
final class LoopbackInstitution implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoopbackInstitution.class);
  private static final int BACKLOG = 128;

  private static final byte[] ACCOUNTS =
      answer(
          """
          {"rsp_code":"00000","rsp_msg":"","search_timestamp":"20260105031500","reg_date":"20200101",\
          "account_cnt":"1","account_list":[{"account_num":"110-4711-0","is_consent":"true",\
          "seqno":"1","is_foreign_deposit":"false","prod_name":"Savings","account_type":"1001",\
          "account_status":"01"}]}\
          """);
  private static final byte[] BALANCE =
      answer(
          """
          {"rsp_code":"00000","rsp_msg":"","search_timestamp":"20260105031500","detail_cnt":"1",\
          "detail_list":[{"currency_code":"KRW","balance_amt":"120000.000",\
          "withdrawable_amt":"120000.000","offered_rate":"0.12500","last_paid_in_cnt":"12"}]}\
          """);

  private final ServerSocket door;
  private final Set<Socket> callers = ConcurrentHashMap.newKeySet();

  private LoopbackInstitution(ServerSocket door) {
    this.door = door;
  }

  private static byte[] answer(String body) {
    String head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            .formatted(body.length());
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  /** Listens on a free port of the loopback address, and nowhere else. */
  static LoopbackInstitution open() throws IOException {
    var open =
        new LoopbackInstitution(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("rehearsal-door").start(open::receive);
    return open;
  }

  String url() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  /** Connections that stand. */
  int callers() {
    return callers.size();
  }

  private void receive() {
    while (!door.isClosed()) {
      try {
        Socket caller = door.accept();
        callers.add(caller);
        Thread.ofVirtual().name("rehearsal-caller").start(() -> serve(caller));
      } catch (IOException e) {
        LOG.debug("the rehearsal's door is closed", e);
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      caller.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(caller.getInputStream());
      OutputStream out = caller.getOutputStream();
      for (String first = line(in); !first.isEmpty(); first = line(in)) {
        long body = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
            body = Long.parseLong(header.substring("content-length:".length()).strip());
          }
        }
        in.skipNBytes(body);
        out.write(first.startsWith("GET") ? ACCOUNTS : BALANCE);
      }
    } catch (IOException e) {
      LOG.debug("a rehearsal's connection ended", e);
    } finally {
      callers.remove(caller);
    }
  }

  /** A line without its end; empty at the end of the headers, and of the stream. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(120);
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket each : callers) {
      each.close();
    }
  }
}
