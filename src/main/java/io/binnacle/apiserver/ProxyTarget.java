package io.binnacle.apiserver;

import io.binnacle.authentication.UserInfo;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * Where a proxied request goes.
 *
 * @param uri the whole address, path included, and the query unless the client's goes on
 * @param pathPrefix what redirects of the target are prefixed with, empty where they pass unchanged
 * @param forwardsQuery whether the target gets the client's query as it was written
 */
public record ProxyTarget(URI uri, Peer peer, String pathPrefix, boolean forwardsQuery) {

  /** What serves the request, and so what it is shown of this server and of the client. */
  public sealed interface Peer {}

  /** A node agent's server, to which the API server shows its client certificate. */
  public record Agent() implements Peer {}

  /** A pod or service, which gets no credentials at all. */
  public record Workload() implements Peer {}

  /**
   * An extension API server, which is told who the client is.
   *
   * @param client proves to it that this is the front proxy, whose word counts
   */
  public record Extension(HttpClient client, UserInfo user) implements Peer {}
}
