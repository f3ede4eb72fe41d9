package io.binnacle.app.bootstrap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A kubeconfig with one cluster and one user.
 *
 * @param server the API server's URL
 * @param authority PEM
 * @param certificate the user's, PEM
 * @param key PEM; it is a secret
 */
record Kubeconfig(String server, String user, String authority, String certificate, String key) {

  String toYaml() {
    return """
    apiVersion: v1
    kind: Config
    current-context: binnacle
    clusters:
    - name: binnacle
      cluster:
        server: %s
        certificate-authority-data: %s
    contexts:
    - name: binnacle
      context:
        cluster: binnacle
        user: %s
    users:
    - name: %s
      user:
        client-certificate-data: %s
        client-key-data: %s
    """
        .formatted(
            server,
            base64(authority),
            quoted(user),
            quoted(user),
            base64(certificate),
            base64(key));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Kubeconfig[" + user + " at " + server + "]";
  }
}
