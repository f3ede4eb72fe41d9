package io.binnacle.node.server;

import java.io.IOException;

/** Answers requests at one path. Called on a virtual thread of the request; may block. */
@FunctionalInterface
interface AgentEndpoint {
  /**
   * Answers, to the end.
   *
   * @throws IOException where the client is gone, or what was asked for cannot be read
   * @throws RequestException where the request is refused, and nothing was sent yet
   */
  void handle(AgentExchange exchange) throws IOException;
}
