package io.tidegate.push.apns;

import com.eatthepath.pushy.apns.ApnsClient;

/**
 * An app as Apple knows it.
 *
 * @param topic its bundle id
 * @param client the connections that its pushes go over
 */
record ApnsApp(String topic, ApnsClient client) {}
