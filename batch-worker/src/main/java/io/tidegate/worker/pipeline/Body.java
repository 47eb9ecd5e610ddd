package io.tidegate.worker.pipeline;

import io.tidegate.worker.call.Exchange;

/** The body of one successful answer, on its way to Kafka. */
record Body(Work work, Exchange answer) {}
