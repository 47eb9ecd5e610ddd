package io.tidegate.push.apns;

/**
 * An app as Apple knows it.
 *
 * @param topic its bundle id
 * @param line what its pushes go over
 */
record ApnsApp(String topic, ApnsLine line) {}
