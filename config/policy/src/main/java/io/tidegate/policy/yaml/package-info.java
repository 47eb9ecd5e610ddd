/**
 * Reading YAML by a table of keys, so that one look finds everything that is wrong.
 *
 * <p>Binding YAML to objects stops at the first mistake and knows no lines. Here {@link
 * io.tidegate.policy.yaml.YamlText} makes a tree of {@link io.tidegate.policy.yaml.Yaml} nodes
 * straight from the parser's events, each with its line, and refuses what a settings file has no
 * business with: anchors and aliases (and so YAML bombs), tags, several documents, nesting and
 * sizes without end, keys that come twice. A {@link io.tidegate.policy.yaml.Shape} then reads a
 * node to a value and notes <em>every</em> {@link io.tidegate.policy.yaml.Finding} on the way:
 * siblings of a wrong value are still read, and a {@link io.tidegate.policy.yaml.Rule} between keys
 * is asked as soon as the keys it needs are right.
 *
 * <p>The laws: no input throws; a value comes out only if nothing under it was found wrong; a
 * finding stands at the line of the node that causes it.
 *
 * <p>Example: with {@code Key<Integer> TIMES = Key.of("times", Scalar.whole(1, 10)).required("How
 * often.")} the text {@code {time: 0}} gives two findings, an unknown key {@code time} (did you
 * mean {@code times}?) and a missing {@code times}. The same table writes the editor's schema and
 * the reference page, so that none of the three can lie about the others.
 */
@NullMarked
package io.tidegate.policy.yaml;

import org.jspecify.annotations.NullMarked;
