/**
 * Institutions: what their files say, and what follows from it.
 *
 * <p><b>The problem.</b> Every institution allows calls in its own hours, so often and so fast, and
 * answers in its own words. A person writes that down once, in one YAML file; every process obeys
 * the same reading of it. So all arithmetic that is about one institution alone stands here, pure:
 * time is an argument, nothing is read but files.
 *
 * <p><b>Reading.</b> {@link io.tidegate.policy.PolicyReader} takes a file over its preset over the
 * defaults, and tells every error of every file at once. One table of keys is the reader, the
 * editors' schema and the reference page ({@code docs/institutions.md}). A {@link
 * io.tidegate.policy.Policy} that exists is right: lanes are wide enough, placeholders are known,
 * limits let at least one call a minute.
 *
 * <p><b>Hours.</b> Windows are labels on the wall clock. A minute is open when its label lies in a
 * window, in the first pass of a repeated hour only; {@code always} has no labels and is open in
 * both. {@link io.tidegate.policy.Policy#openSpans} takes closures away and a guard at every edge
 * of a window, a closure and a calendar quota's period. The open part of a minute is one stretch,
 * as all edges are at whole minutes and the guard is shorter than half of one.
 *
 * <p><b>Tickets.</b> The interval D between tickets is the least even number of nanoseconds above
 * (period + S) / calls over the limits of scope institution. A window of length period that sees
 * calls through a path of spread S holds only calls whose tickets lie in period + S, and those are
 * at most ⌊(period + S)/D⌋ + 1 ≤ calls. Ticket n stands at n·D + D/2 of its minute and there are
 * ⌊60 s / D⌋: the last one is at least D/2 before the minute's end, so neighbours over a minute's
 * end are at least D apart, and (D₁ + D₂)/2 where the rate changes. Slices of whole budgets would
 * not do it: two neighbouring ones, one late, one early, hold twice the budget.
 *
 * <p><b>Quotas and rounds.</b> A refresh makes each call once for each object, so quotas of every
 * scope bound a consent's refreshes: fewer than {@code times} counted instants since {@link
 * io.tidegate.policy.Quota#since}. The ring goes round as {@link io.tidegate.policy.Round} says.
 *
 * <p><b>Answers.</b> {@link io.tidegate.policy.ResponseClasses}: (status, code), then status, then
 * the hundred. Some refusals come as HTTP 500, so the status alone is not to be trusted.
 *
 * <p><b>Example.</b> 500 calls a second, 20,000 a clock minute, S = 100 ms. Seconds: 1.1 s / 500 =
 * 2.2 ms. Minutes: 60.1 s / 20,000 = 3.005 ms, the larger one; D = 3,005,002 ns, R = 332.8/s,
 * 19,966 tickets a minute, of which four lanes get 83 a second each: enough. The window {@code
 * 0030:0530} in New York is 5 h long; on 8 March 2026 it is 4 h, on 1 November 2026 still 5 h, in
 * two stretches, with the second pass of the hour from 1:00 shut between them.
 */
@NullMarked
package io.tidegate.policy;

import org.jspecify.annotations.NullMarked;
