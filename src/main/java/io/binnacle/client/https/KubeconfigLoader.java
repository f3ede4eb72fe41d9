package io.binnacle.client.https;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the current context of a kubeconfig: server, CA, and a client certificate or a token, each
 * as data in the file or as the name of a file, which is relative to the kubeconfig.
 */
public final class KubeconfigLoader {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Path file;
  private final JsonNode config;

  private KubeconfigLoader(Path file, JsonNode config) {
    this.file = file;
    this.config = config;
  }

  /**
   * Reads the file.
   *
   * @throws UncheckedIOException when a file cannot be read
   * @throws IllegalArgumentException when the kubeconfig is not complete; it quotes no secret
   */
  public static ClusterConnection load(Path file) {
    try {
      return new KubeconfigLoader(file, YAML.readTree(Files.readAllBytes(file))).connection();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private ClusterConnection connection() {
    JsonNode context = named("contexts", config.path("current-context").asText(), "context");
    JsonNode cluster = named("clusters", context.path("cluster").asText(), "cluster");
    JsonNode user = named("users", context.path("user").asText(), "user");
    String server = cluster.path("server").asText();
    if (server.isEmpty()) {
      throw new IllegalArgumentException(file + " names no server");
    }
    Optional<byte[]> certificate = content(user, "client-certificate");
    Optional<byte[]> key = content(user, "client-key");
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          file + " must have both of client certificate and key, or neither");
    }
    Optional<KeyMaterial.ClientCertificate> client =
        certificate.map(pem -> new KeyMaterial.ClientCertificate(pem, key.orElseThrow()));
    return new ClusterConnection(
        URI.create(server),
        KeyMaterial.tls(content(cluster, "certificate-authority"), client),
        token(user));
  }

  private Optional<Supplier<String>> token(JsonNode user) {
    String token = user.path("token").asText();
    if (!token.isEmpty()) {
      return Optional.of(() -> token);
    }
    String tokenFile = user.path("tokenFile").asText();
    return tokenFile.isEmpty()
        ? Optional.empty()
        : Optional.of(() -> new String(read(tokenFile), StandardCharsets.UTF_8).strip());
  }

  private JsonNode named(String list, String name, String field) {
    for (JsonNode entry : config.path(list)) {
      if (entry.path("name").asText().equals(name)) {
        return entry.path(field);
      }
    }
    throw new IllegalArgumentException(file + " has no \"" + name + "\" in " + list);
  }

  private Optional<byte[]> content(JsonNode node, String field) {
    String data = node.path(field + "-data").asText();
    if (!data.isEmpty()) {
      return Optional.of(Base64.getDecoder().decode(data));
    }
    String name = node.path(field).asText();
    return name.isEmpty() ? Optional.empty() : Optional.of(read(name));
  }

  private byte[] read(String name) {
    try {
      return Files.readAllBytes(file.resolveSibling(name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
