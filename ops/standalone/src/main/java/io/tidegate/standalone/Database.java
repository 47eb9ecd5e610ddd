package io.tidegate.standalone;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database and the login that owns it.
 *
 * @param url JDBC URL without user and password
 * @param user login
 * @param password its password, may be empty
 */
public record Database(String url, String user, String password) {
  private static final String JDBC = "jdbc:";
  private static final String FORM =
      "postgresql://USER:PASSWORD@HOST:PORT/DATABASE or"
          + " jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD";

  /**
   * Reads either form of a PostgreSQL URL.
   *
   * @param environment where {@code PGUSER} and {@code PGPASSWORD} stand in for what the URL leaves
   *     out
   * @throws IllegalArgumentException when it is neither, or names no database or no user
   */
  public static Database parse(String given, Map<String, String> environment) {
    String plain = given.startsWith(JDBC) ? given.substring(JDBC.length()) : given;
    URI uri = uri(plain);
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException("a database URL is " + FORM + "; given: " + masked(given));
    }
    if (uri.getHost() == null || uri.getRawPath() == null || uri.getRawPath().length() < 2) {
      throw new IllegalArgumentException(
          "a database URL names a host and a database, " + FORM + "; given: " + masked(given));
    }
    Map<String, String> query = query(uri.getRawQuery());
    String[] login = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
    String user = first(decoded(login[0]), query.remove("user"), environment.get("PGUSER"));
    String password =
        first(
            login.length > 1 ? decoded(login[1]) : "",
            query.remove("password"),
            environment.get("PGPASSWORD"));
    if (user.isEmpty()) {
      throw new IllegalArgumentException(
          "the database URL names no user (nor does PGUSER): " + masked(given));
    }
    return new Database(jdbc(uri, query), user, password);
  }

  /** Unpooled connections as the owner. */
  public DataSource owner() {
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    source.setConnectTimeout(10);
    return source;
  }

  private static String jdbc(URI uri, Map<String, String> query) {
    String rest =
        query.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .sorted()
            .collect(Collectors.joining("&"));
    int port = uri.getPort() < 0 ? 5432 : uri.getPort();
    return JDBC
        + "postgresql://"
        + uri.getHost()
        + ":"
        + port
        + uri.getRawPath()
        + (rest.isEmpty() ? "" : "?" + rest);
  }

  private static URI uri(String plain) {
    try {
      return URI.create(plain);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a database URL is " + FORM, e);
    }
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      int sign = pair.indexOf('=');
      if (sign > 0) {
        String key = pair.substring(0, sign);
        String value = pair.substring(sign + 1);
        boolean login = key.equals("user") || key.equals("password");
        pairs.put(key, login ? decoded(value) : value);
      }
    }
    return pairs;
  }

  private static String first(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** For messages: without what may be a password. */
  private static String masked(String given) {
    return given.replaceFirst("//[^/@]*@", "//***@").replaceAll("(password=)[^&]*", "$1***");
  }

  @Override
  public String toString() {
    return user + " at " + url;
  }
}
