package io.binnacle.apiserver.discovery;

import io.binnacle.apimachinery.meta.GroupVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * What tells clients that a kind's objects are stored in another version than they were: eight
 * bytes of a hash of group, version and kind.
 */
final class StorageVersionHash {
  /**
   * Where Kubernetes stores objects in a version that this server does not, clients that compare
   * the hashes of clusters are told Kubernetes' version: the objects differ in nothing but its
   * name.
   */
  private static final Map<String, String> KUBERNETES_VERSIONS =
      Map.of(
          "apiextensions.k8s.io/CustomResourceDefinition", "v1beta1",
          "discovery.k8s.io/EndpointSlice", "v1beta1",
          "admissionregistration.k8s.io/MutatingAdmissionPolicy", "v1beta1",
          "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding", "v1beta1");

  private StorageVersionHash() {}

  static String of(GroupVersion stored, String kind) {
    String version =
        KUBERNETES_VERSIONS.getOrDefault(stored.group() + "/" + kind, stored.version());
    String key = stored.group() + "/" + version + "/" + kind;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
