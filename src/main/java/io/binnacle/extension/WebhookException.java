package io.binnacle.extension;

import java.io.IOException;

/** A webhook could not be called, or did not answer as it should. The message is for clients. */
public final class WebhookException extends IOException {
  private static final long serialVersionUID = 1L;

  public WebhookException(String message) {
    super(message);
  }
}
