package io.tidegate.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Tidegate.class.getPackage().getImplementationVersion();
    return new String[] {"tidegate " + (version == null ? "(not packaged)" : version)};
  }
}
