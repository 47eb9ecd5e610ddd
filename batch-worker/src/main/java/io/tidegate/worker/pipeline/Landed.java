package io.tidegate.worker.pipeline;

import io.tidegate.worker.failure.CallFailure;
import java.util.List;

/**
 * What an I/O thread hands over every few milliseconds.
 *
 * @param bodies to be published, each before the end of its refresh
 * @param ended refreshes that are over
 * @param failures of single calls
 */
record Landed(List<Body> bodies, List<Work> ended, List<CallFailure> failures) {}
