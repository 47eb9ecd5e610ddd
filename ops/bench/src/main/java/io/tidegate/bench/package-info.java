/**
 * What Tidegate claims of itself, measured: {@code ./tidegate bench NAME}.
 *
 * <p><b>The problem.</b> A figure in a README is believed for a week and doubted for years. So each
 * one has a command that anybody can run again, on their own machine and their own data.
 *
 * <p><b>The rules.</b> A bench prints JSON lines to standard output, one a case, and a table for
 * people to standard error; so {@code ./tidegate bench levelling > run.jsonl} keeps the one and
 * shows the other. Machines are noisy: what is compared is measured within one run, and figures are
 * medians, high quantiles and ratios. Nothing here is part of the tests' run time: a bench is run
 * by hand, its arithmetic is tested.
 *
 * <p><b>An example.</b> {@code bench levelling} walks over the weeks of a series of user traffic:
 * it learns from the weeks before, plans the week's batch, lets the week come and compares the
 * busiest day and the busiest ten minutes with those of midnight, of uniform spreading, and of
 * perfect foresight.
 */
@NullMarked
package io.tidegate.bench;

import org.jspecify.annotations.NullMarked;
