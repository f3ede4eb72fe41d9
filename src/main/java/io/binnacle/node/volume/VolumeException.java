package io.binnacle.node.volume;

/** A volume cannot be set up now; the message is fit for an event and holds no secret. */
public final class VolumeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public VolumeException(String message) {
    super(message);
  }
}
