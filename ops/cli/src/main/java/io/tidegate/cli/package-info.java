/**
 * The command line: one class per command, named for it.
 *
 * <p>The problem: a person at a keyboard, or a script, wants one line that says what went wrong and
 * an exit code that can be trusted. The laws: exit code 0 means done, 1 failed, 2 wrong use; an
 * error is one line on standard error, never a stack trace (set {@code TIDEGATE_DEBUG=1} to see
 * it); results go to standard output. Local commands need no server; all others find the running
 * system through {@code --data} and speak REST.
 *
 * <p>A command is a {@code @Command} class that implements {@code Callable<Integer>}, listed in its
 * parent's {@code subcommands}; it throws {@link CommandFailure} for what the user must know. One
 * that speaks REST mixes in {@link RunningSystem}:
 *
 * <pre>{@code
 * @Command(name = "show", description = "Show the plan of a day beside what was done.")
 * final class PlanShow implements Callable<Integer> {
 *   @Mixin RunningSystem system;
 *   public Integer call() {
 *     String plan = system.get(system.scheduler(), "/v1/plans?…");
 *     …
 *     return 0;
 *   }
 * }
 * }</pre>
 */
@NullMarked
package io.tidegate.cli;

import org.jspecify.annotations.NullMarked;
