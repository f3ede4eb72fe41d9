package io.binnacle.client.https;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Where a cluster's API is and how to be known there, as a kubeconfig says it.
 *
 * @param server the base address, such as {@code https://first.example.com:6443}
 * @param tls trusts the cluster's CA and holds the client certificate, if there is one
 * @param token gives the bearer token of each request, where there is one: a token file is read
 *     again once it is renewed
 */
public record ClusterConnection(URI server, SSLContext tls, Optional<Supplier<String>> token) {

  /** Never the token. */
  @Override
  public String toString() {
    return "ClusterConnection[" + server + "]";
  }
}
