package io.tidegate.simulator.push;

import java.nio.file.Path;

/**
 * What push services are started with; a port of 0 is a free one.
 *
 * @param folder where the address file and the senders' keys are put
 * @param control port of the control interface
 * @param fcm port of FCM
 * @param apns port of APNs
 * @param webPush port of Web Push
 * @param kept how many arrivals are kept
 */
public record PushSettings(Path folder, int control, int fcm, int apns, int webPush, int kept) {}
