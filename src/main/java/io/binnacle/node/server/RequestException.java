package io.binnacle.node.server;

/** A request that is refused; status and message are what the client gets. */
final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;

  RequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
