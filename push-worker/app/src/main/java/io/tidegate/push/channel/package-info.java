/** The channels: FCM, APNs, Web Push, each behind the same interface. */
@NullMarked
package io.tidegate.push.channel;

import org.jspecify.annotations.NullMarked;
