package io.binnacle.configuration;

import java.nio.file.Path;

/**
 * Where under the home directory the files are that bootstrap makes before the server starts and
 * that the running server reads. Immutable.
 *
 * @param home {@code binnacle.home}
 */
public record ClusterFiles(Path home) {

  private Path pki(String name) {
    return home.resolve("pki").resolve(name);
  }

  public Path pki() {
    return home.resolve("pki");
  }

  /** The cluster's address ranges. */
  public Path networkPlan() {
    return home.resolve("network.properties");
  }

  /** How far this server had followed the store's log when it last ran. */
  public Path storePosition() {
    return home.resolve("store-position");
  }

  /** The keys of what the database keeps encrypted, where configuration names no other file. */
  public Path encryptionKeys() {
    return pki("encryption.keys");
  }

  /** What this server is named in elections. */
  public Path serverId() {
    return home.resolve("server-id");
  }

  /** What the agent keeps of its pods: volumes, logs. */
  public Path node() {
    return home.resolve("node");
  }

  public Path caCertificate() {
    return pki("ca.crt");
  }

  public Path caKey() {
    return pki("ca.key");
  }

  /** The API server's certificate, followed by the CA's. */
  public Path servingCertificate() {
    return pki("server.crt");
  }

  public Path servingKey() {
    return pki("server.key");
  }

  /** PKCS12: the serving key with its chain, for the HTTP server. */
  public Path keyStore() {
    return pki("server.p12");
  }

  /** PKCS12: the cluster CA, which client certificates are verified against. */
  public Path trustStore() {
    return pki("trust.p12");
  }

  /** The password of both stores and of the kubelet's. */
  public Path storePassword() {
    return pki("store.password");
  }

  /** PKCS8 PEM: what service-account tokens are signed with. */
  public Path serviceAccountKey() {
    return pki("sa.key");
  }

  /** PEM public keys that service-account tokens are verified with; the first is the signer's. */
  public Path serviceAccountPublicKeys() {
    return pki("sa.pub");
  }

  public Path adminCertificate() {
    return pki("admin.crt");
  }

  public Path adminKey() {
    return pki("admin.key");
  }

  /** The certificate that the API server shows to the agents of nodes. */
  public Path kubeletClientCertificate() {
    return pki("apiserver-kubelet-client.crt");
  }

  public Path kubeletClientKey() {
    return pki("apiserver-kubelet-client.key");
  }

  /** The authority of the one certificate below, and of nothing else. */
  public Path frontProxyCaCertificate() {
    return pki("front-proxy-ca.crt");
  }

  public Path frontProxyCaKey() {
    return pki("front-proxy-ca.key");
  }

  /** The certificate by which extension API servers know that they are told who a client is. */
  public Path frontProxyClientCertificate() {
    return pki("front-proxy-client.crt");
  }

  public Path frontProxyClientKey() {
    return pki("front-proxy-client.key");
  }

  /** The certificate that this machine's node shows to the API server. */
  public Path nodeCertificate() {
    return pki("kubelet.crt");
  }

  public Path nodeKey() {
    return pki("kubelet.key");
  }

  /** The certificate of the node agent's own server. */
  public Path nodeServingCertificate() {
    return pki("kubelet-server.crt");
  }

  public Path nodeServingKey() {
    return pki("kubelet-server.key");
  }

  /** PKCS12: the node agent's serving key with its chain. */
  public Path nodeKeyStore() {
    return pki("kubelet-server.p12");
  }

  public Path adminKubeconfig() {
    return home.resolve("admin.kubeconfig");
  }

  public Path nodeKubeconfig() {
    return home.resolve("node.kubeconfig");
  }

  /** What another machine joins with. */
  public Path joinToken() {
    return home.resolve("join-token");
  }

  /** ABAC policies for Binnacle's own components, written anew at each start. */
  public Path componentPolicy() {
    return home.resolve("component-policy.jsonl");
  }
}
