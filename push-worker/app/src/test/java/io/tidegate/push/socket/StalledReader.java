package io.tidegate.push.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** A device that opens a socket and reads nothing of it until it is told to. */
final class StalledReader implements AutoCloseable {
  private static final int CLOSE = 8;

  private final Socket connection = new Socket();
  private long bytes;

  StalledReader(URI at, String token) throws IOException {
    connection.setReceiveBufferSize(4096);
    connection.connect(new InetSocketAddress(at.getHost(), at.getPort()));
    connection.setSoTimeout(30_000);
    String request =
        """
        GET %s HTTP/1.1
        Host: x
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13
        Authorization: Bearer %s

        """
            .formatted(at.getPath(), token)
            .replace("\n", "\r\n");
    connection.getOutputStream().write(request.getBytes(US_ASCII));
    InputStream answer = connection.getInputStream();
    int last = 0;
    while (last != 0x0D0A0D0A) { // the end of the answer's headers
      last = (last << 8) | answer.read();
    }
  }

  /** Reads all that comes, and answers the code of the frame that closes it. */
  int readToTheEnd() throws IOException {
    DataInputStream in = new DataInputStream(connection.getInputStream());
    while (true) {
      int kind = in.readUnsignedByte() & 0x0F;
      int said = in.readUnsignedByte();
      long length = said == 126 ? in.readUnsignedShort() : said == 127 ? in.readLong() : said;
      if (kind == CLOSE) {
        return in.readUnsignedShort();
      }
      in.skipNBytes(length);
      bytes += length;
    }
  }

  /** How much came before that. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
