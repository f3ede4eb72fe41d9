package io.binnacle.admission.plugin.podsecurity;

/** A level as a release defines it, such as {@code baseline:v1.30}. */
record Standard(Level level, PolicyVersion version) {
  static final Standard PRIVILEGED = new Standard(Level.PRIVILEGED, PolicyVersion.LATEST);
  static final Standard STRICTEST = new Standard(Level.RESTRICTED, PolicyVersion.LATEST);

  boolean isPrivileged() {
    return level == Level.PRIVILEGED;
  }

  @Override
  public String toString() {
    return level + ":" + version;
  }
}
