package io.tidegate.push.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientMetricsListener;

/**
 * Tells when Apple could not be connected to.
 *
 * @param failed called on an I/O thread
 */
record ConnectionNews(Runnable failed) implements ApnsClientMetricsListener {
  @Override
  public void handleConnectionCreationFailed(ApnsClient client) {
    failed.run();
  }

  @Override
  public void handleConnectionAdded(ApnsClient client) {}

  @Override
  public void handleConnectionRemoved(ApnsClient client) {}

  @Override
  public void handleWriteFailure(ApnsClient client, long notification) {}

  @Override
  public void handleNotificationSent(ApnsClient client, long notification) {}

  @Override
  public void handleNotificationAccepted(ApnsClient client, long notification) {}

  @Override
  public void handleNotificationRejected(ApnsClient client, long notification) {}
}
