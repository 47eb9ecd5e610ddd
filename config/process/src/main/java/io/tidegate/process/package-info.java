/**
 * How every process of Tidegate begins and ends, and what it says when it cannot do what it is
 * asked; nothing else belongs here.
 *
 * <p>The problem: whoever starts a process (the standalone launcher, a test, a container) must
 * learn at which port it came up, and a process must not outlive a launcher that was killed with
 * -9, which leaves no hand to stop its children. The kernel's parent-death signal does not do: it
 * fires when the forking <em>thread</em> ends.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>With {@code tidegate.address-file} set, the file appears whole, and only once the process
 *       answers requests: a reader sees no file or the address, never half of it.
 *   <li>With {@code tidegate.exit-with-parent=true}, the end of standard input stops the process as
 *       SIGTERM does, at any moment of its life, during its start too.
 *   <li>A process whose garbage collector was at work for more than half of the last minute says at
 *       {@code /actuator/health} that it is down: it has too little memory to keep time.
 *   <li>Every answer to a request that failed is a problem document, and tells nothing of what is
 *       within ({@link ProblemAnswers}).
 * </ul>
 *
 * <p>Worked example: {@code up} starts a worker with {@code SERVER_PORT=0}, {@code
 * TIDEGATE_ADDRESS_FILE=/data/worker-1.url} and {@code TIDEGATE_EXIT_WITH_PARENT=true}, holds the
 * pipe to its standard input open, and waits for the file. It then reads {@code
 * http://127.0.0.1:41873}. When {@code up} dies in whatever way, the kernel closes the pipe and the
 * worker stops cleanly.
 */
@NullMarked
package io.tidegate.process;

import org.jspecify.annotations.NullMarked;
