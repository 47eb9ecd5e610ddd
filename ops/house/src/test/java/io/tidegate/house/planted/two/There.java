package io.tidegate.house.planted.two;

import io.tidegate.house.planted.one.Here;
import java.util.List;

/** The other half. */
public record There(List<Here> here) {}
