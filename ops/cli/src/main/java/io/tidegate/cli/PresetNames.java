package io.tidegate.cli;

import io.tidegate.policy.Presets;
import java.util.Iterator;

/** The presets, for help texts and completion. */
final class PresetNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Presets.NAMES.iterator();
  }
}
