package io.binnacle.node.volume;

/**
 * One file of a projected volume.
 *
 * @param content may be secret
 * @param mode permission bits
 */
record FileProjection(byte[] content, int mode) {
  @Override
  public String toString() {
    return "FileProjection[" + content.length + " bytes, " + Integer.toOctalString(mode) + "]";
  }
}
