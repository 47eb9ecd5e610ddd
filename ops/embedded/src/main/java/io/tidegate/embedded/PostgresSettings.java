package io.tidegate.embedded;

/**
 * What an embedded PostgreSQL is given.
 *
 * @param sharedBuffersMegabytes its page cache, at least 16
 * @param connections the most sessions at a time, 10 to 1,000
 * @param timeZone zone of sessions that name none (the JDBC driver names the JVM's)
 */
public record PostgresSettings(int sharedBuffersMegabytes, int connections, String timeZone) {
  public PostgresSettings {
    if (sharedBuffersMegabytes < 16) {
      throw new IllegalArgumentException(
          "shared buffers of %d MB; at least 16 are needed".formatted(sharedBuffersMegabytes));
    }
    if (connections < 10 || connections > 1000) {
      throw new IllegalArgumentException(
          "%d connections; 10 to 1,000 are allowed".formatted(connections));
    }
    if (!timeZone.matches("[A-Za-z0-9_+/-]+")) {
      throw new IllegalArgumentException("not the name of a time zone: " + timeZone);
    }
  }

  /** For one machine's whole system: an eighth of the memory, 64 MB to 2 GB. */
  public static PostgresSettings forMemory(long bytes) {
    long eighth = bytes / 8 / (1 << 20);
    return new PostgresSettings(Math.clamp(eighth, 64, 2048), 200, "UTC");
  }

  /**
   * The configuration file.
   *
   * <p>Safe first: nothing acknowledged is lost with a crash. Then for our load: large write-ahead
   * segments, so that checkpoints are rare and few pages are logged whole; no JIT, whose compile
   * time exceeds our statements'; vacuum that keeps up with hot tables; and no session that sits in
   * a transaction, since one old snapshot makes every queue table swell.
   */
  String file(int port) {
    return """
    # Written at each start; changes are lost.
    listen_addresses = '127.0.0.1'
    port = %d
    unix_socket_directories = ''
    max_connections = %d
    password_encryption = 'scram-sha-256'
    fsync = on
    full_page_writes = on
    synchronous_commit = on
    shared_buffers = '%dMB'
    max_wal_size = '4GB'
    min_wal_size = '256MB'
    checkpoint_timeout = '15min'
    checkpoint_completion_target = 0.9
    wal_buffers = '16MB'
    jit = off
    random_page_cost = 1.1
    work_mem = '16MB'
    maintenance_work_mem = '256MB'
    autovacuum_naptime = '10s'
    autovacuum_vacuum_cost_limit = 2000
    idle_in_transaction_session_timeout = '30s'
    lock_timeout = 0
    max_prepared_transactions = 0
    timezone = '%s'
    log_timezone = 'UTC'
    log_line_prefix = '%%m [%%p] %%u@%%d '
    log_min_duration_statement = '1s'
    log_parameter_max_length = 0
    log_parameter_max_length_on_error = 0
    log_min_error_statement = panic
    log_checkpoints = on
    """
        .formatted(port, connections, sharedBuffersMegabytes, timeZone);
  }
}
