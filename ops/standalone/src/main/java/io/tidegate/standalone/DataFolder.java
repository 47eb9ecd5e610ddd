package io.tidegate.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The folder that holds all of a system, closed to other users, and locked while the system runs.
 * The kernel gives the lock back when the process that held it is gone, however it went.
 */
final class DataFolder implements AutoCloseable {
  private static final long LARGE_LOG = 64L << 20;

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the folder, which is made when it is not there.
   *
   * @throws SystemRefused when another process has it
   */
  static DataFolder take(Path given) throws IOException {
    Path path = given.toAbsolutePath().normalize();
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new SystemRefused(
          "a system runs on "
              + path
              + " already; stop it first, or name another folder with --data");
    }
    Files.createDirectories(path.resolve("logs"));
    Files.createDirectories(path.resolve("run"));
    return new DataFolder(path, channel);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null && lock.isValid();
    } catch (OverlappingFileLockException e) {
      return false; // held by this same process
    }
  }

  Path path() {
    return path;
  }

  Path postgres() {
    return path.resolve("postgres");
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  /** A file that matters only while the system runs. */
  Path run(String name) {
    return path.resolve("run").resolve(fileName(name));
  }

  /** The file of the token that the company's backend shows to push-worker; made once. */
  Path pushServiceToken() throws IOException {
    Path file = path.resolve("push-service-token");
    if (Files.notExists(file)) {
      byte[] token = new byte[32];
      new SecureRandom().nextBytes(token);
      Path next = path.resolve("push-service-token.next");
      Files.deleteIfExists(next);
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(next, Base64.getUrlEncoder().withoutPadding().encodeToString(token));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  /** The log of a program; a large one from before is put aside. */
  Path log(String name) throws IOException {
    Path log = path.resolve("logs").resolve(fileName(name) + ".log");
    if (Files.exists(log) && Files.size(log) > LARGE_LOG) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    return log;
  }

  private static String fileName(String name) {
    return name.replace(' ', '-');
  }

  /** Gives the folder back. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
