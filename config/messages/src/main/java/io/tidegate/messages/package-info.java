/** What travels over Kafka. */
@NullMarked
package io.tidegate.messages;

import org.jspecify.annotations.NullMarked;
