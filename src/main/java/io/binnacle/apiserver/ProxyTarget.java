package io.binnacle.apiserver;

import java.net.URI;

/**
 * Where a proxied request goes.
 *
 * @param uri the whole address, path included, and the query unless the client's goes on
 * @param agent whether it is a node agent's server, to which the API server shows its client
 *     certificate; otherwise a pod or service, which gets no credentials at all
 * @param pathPrefix what redirects of the target are prefixed with, empty where they pass unchanged
 * @param forwardsQuery whether the target gets the client's query as it was written
 */
public record ProxyTarget(URI uri, boolean agent, String pathPrefix, boolean forwardsQuery) {}
