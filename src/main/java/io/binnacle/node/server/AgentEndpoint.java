package io.binnacle.node.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** Answers requests below one path. Called on a virtual thread of the request; may block. */
@FunctionalInterface
interface AgentEndpoint {
  /**
   * Sends headers and body. The server closes the exchange.
   *
   * @throws IOException where the client is gone, or what was asked for cannot be read
   */
  void handle(HttpExchange exchange) throws IOException;
}
