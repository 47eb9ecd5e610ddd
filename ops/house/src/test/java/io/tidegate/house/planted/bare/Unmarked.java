package io.tidegate.house.planted.bare;

/** Lives in a package that nobody marked. */
public record Unmarked(String text) {}
