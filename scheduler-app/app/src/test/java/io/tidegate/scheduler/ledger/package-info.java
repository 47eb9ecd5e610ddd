@NullMarked
package io.tidegate.scheduler.ledger;

import org.jspecify.annotations.NullMarked;
