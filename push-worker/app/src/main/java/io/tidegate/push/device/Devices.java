package io.tidegate.push.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.push.access.KeepsOfUsers;
import io.tidegate.push.request.Creations;
import io.tidegate.push.request.Problems;
import io.tidegate.push.request.Versions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The registered devices. */
@Component
public class Devices implements KeepsOfUsers {
  private static final String COLUMNS =
      "id, user_id, app, channel, token, p256dh, auth, locale, version, registered_at, renewed_at";

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Creations creations;
  private final DeviceSettings settings;

  public Devices(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      Creations creations,
      DeviceSettings settings) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.creations = creations;
    this.settings = settings;
  }

  /**
   * What became of a registration.
   *
   * @param created whether the device is a new one
   */
  record Registered(Device device, boolean created) {}

  /** Registers a device, or renews it; takes its token from whoever has it. */
  Registered register(String user, NewDevice wanted, @Nullable String key, byte[] request) {
    return transactions.execute(status -> registerInTurn(user, wanted, key, request));
  }

  private Registered registerInTurn(
      String user, NewDevice wanted, @Nullable String key, byte[] request) {
    creations.takeTurn(user);
    Optional<UUID> before = creations.before(user, key, request);
    if (before.isPresent()) {
      return new Registered(
          find(user, before.get())
              .orElseThrow(
                  () ->
                      Problems.problem(
                          HttpStatus.CONFLICT,
                          "the device created under this Idempotency-Key is there no more")),
          true);
    }
    byte[] digest = wanted.token() == null ? null : digest(wanted.token());
    Optional<Device> renewed = digest == null ? Optional.empty() : renew(user, wanted, digest);
    if (renewed.isPresent()) {
      return new Registered(renewed.get(), false);
    }
    refuseTooMany(user);
    Device device = insert(user, wanted, digest);
    creations.remember(user, key, request, device.id());
    return new Registered(device, true);
  }

  private Optional<Device> renew(String user, NewDevice wanted, byte[] digest) {
    return jdbc.sql(
            """
            UPDATE device SET locale = coalesce(:locale, locale), p256dh = :p256dh, auth = :auth,
                version = version + 1, renewed_at = clock_timestamp()
            WHERE channel = :channel AND app = :app AND token_digest = :digest AND user_id = :user
            RETURNING %s
            """
                .formatted(COLUMNS))
        .param("locale", wanted.locale())
        .param("p256dh", wanted.p256dh())
        .param("auth", wanted.auth())
        .param("channel", wanted.channel())
        .param("app", wanted.app())
        .param("digest", digest)
        .param("user", user)
        .query(Devices::device)
        .optional();
  }

  private void refuseTooMany(String user) {
    int count =
        jdbc.sql("SELECT count(*) FROM device WHERE user_key = ring_key(:user) AND user_id = :user")
            .param("user", user)
            .query(Integer.class)
            .single();
    if (count >= settings.perUser()) {
      throw Problems.problem(
          HttpStatus.CONFLICT,
          "the user has %d devices, which is the most a user may have".formatted(count));
    }
  }

  /**
   * Two users who register one token at once meet at its unique index: the second waits for the
   * first to commit, takes over the row that it then finds, and gives it a new id.
   */
  private Device insert(String user, NewDevice wanted, byte @Nullable [] digest) {
    return jdbc.sql(
            """
            INSERT INTO device (id, user_id, app, channel, token, token_digest, p256dh, auth, locale)
            VALUES (:id, :user, :app, :channel, :token, :digest, :p256dh, :auth, :locale)
            ON CONFLICT (channel, app, token_digest) DO UPDATE
            SET id = EXCLUDED.id, user_id = EXCLUDED.user_id, p256dh = EXCLUDED.p256dh,
                auth = EXCLUDED.auth, locale = EXCLUDED.locale, version = 1,
                registered_at = clock_timestamp(), renewed_at = clock_timestamp()
            RETURNING %s
            """
                .formatted(COLUMNS))
        .param("id", UUID.randomUUID())
        .param("user", user)
        .param("app", wanted.app())
        .param("channel", wanted.channel())
        .param("token", wanted.token())
        .param("digest", digest)
        .param("p256dh", wanted.p256dh())
        .param("auth", wanted.auth())
        .param("locale", wanted.locale())
        .query(Devices::device)
        .single();
  }

  /** A user's devices, oldest first. */
  public List<Device> of(String user) {
    return jdbc.sql(
            """
            SELECT %s FROM device WHERE user_key = ring_key(:user) AND user_id = :user
            ORDER BY registered_at, id
            """
                .formatted(COLUMNS))
        .param("user", user)
        .query(Devices::device)
        .list();
  }

  /** A device of a user; empty if the user has none such. */
  public Optional<Device> find(String user, UUID id) {
    return jdbc.sql("SELECT %s FROM device WHERE id = :id AND user_id = :user".formatted(COLUMNS))
        .param("id", id)
        .param("user", user)
        .query(Devices::device)
        .optional();
  }

  /** The devices with these ids that there are, whosever they are: who sends compares the user. */
  public List<Device> all(Collection<UUID> ids) {
    return jdbc.sql(
            "SELECT %s FROM device WHERE id = ANY (CAST(:ids AS uuid[]))".formatted(COLUMNS))
        .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
        .query(Devices::device)
        .list();
  }

  /** Removes a device; answers whether there was one. A version that is not the present is 412. */
  boolean remove(String user, UUID id, @Nullable Integer version) {
    return Boolean.TRUE.equals(
        transactions.execute(
            status -> {
              creations.takeTurn(user);
              Optional<Device> present = find(user, id);
              if (present.isPresent() && version != null) {
                Versions.match(version, present.get().version());
              }
              return present.isPresent()
                  && jdbc.sql("DELETE FROM device WHERE id = :id AND user_id = :user")
                          .param("id", id)
                          .param("user", user)
                          .update()
                      == 1;
            }));
  }

  @Override
  public String kind() {
    return "devices";
  }

  @Override
  public int erase(String user) {
    return jdbc.sql("DELETE FROM device WHERE user_key = ring_key(:user) AND user_id = :user")
        .param("user", user)
        .update();
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Device device(ResultSet row, int number) throws SQLException {
    return new Device(
        row.getObject("id", UUID.class),
        row.getString("user_id"),
        row.getString("app"),
        row.getString("channel"),
        row.getString("token"),
        row.getString("p256dh"),
        row.getString("auth"),
        row.getString("locale"),
        row.getInt("version"),
        row.getObject("registered_at", OffsetDateTime.class).toInstant(),
        row.getObject("renewed_at", OffsetDateTime.class).toInstant());
  }
}
