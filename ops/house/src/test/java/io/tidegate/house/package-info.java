/**
 * The rules of the house as tests over the whole tree: what may depend on what, who may read a
 * clock, how things are called, how sources look.
 *
 * <p>A rule that guards nothing is worse than none, so each is proven twice: ArchUnit fails a rule
 * that matches no class at all, and {@code planted} holds one violation of each, which the rule has
 * to find.
 */
@NullMarked
package io.tidegate.house;

import org.jspecify.annotations.NullMarked;
