package io.tidegate.push.fcm;

import com.google.auth.oauth2.ServiceAccountCredentials;
import io.tidegate.push.channel.AppSetting;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An app as FCM knows it: a project, and the right to send in its name.
 *
 * @param messages where its messages go
 */
record FcmApp(URI messages, GoogleTokens tokens) {
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

  /**
   * Of a service account.
   *
   * @param name for what is said of it
   * @throws IllegalArgumentException if the file is none of a service account with a project
   */
  static FcmApp read(String name, Path file, URI endpoint, Executor executor, InstantSource clock) {
    ServiceAccountCredentials account;
    try (InputStream in = Files.newInputStream(file)) {
      account = ServiceAccountCredentials.fromStream(in);
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(name, "cannot be read as a service account's JSON: " + e.getMessage(), e);
    }
    String project = account.getProjectId();
    if (project == null || !project.matches("[a-z0-9][a-z0-9:.-]*")) {
      throw unusable(name, "names no project_id", null);
    }
    return new FcmApp(
        endpoint.resolve("/v1/projects/" + project + "/messages:send"),
        new GoogleTokens(account.createScoped(List.of(SCOPE)), endpoint, executor, clock));
  }

  private static IllegalArgumentException unusable(
      String name, String why, @Nullable Exception cause) {
    return new IllegalArgumentException(
        AppSetting.name("fcm", name, "service-account-file") + " " + why, cause);
  }
}
