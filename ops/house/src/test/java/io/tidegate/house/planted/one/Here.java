package io.tidegate.house.planted.one;

import io.tidegate.house.planted.two.There;

/** One half of a circle between two features. */
public record Here(There there) {}
