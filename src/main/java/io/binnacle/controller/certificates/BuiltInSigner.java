package io.binnacle.controller.certificates;

import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.CertificateSpec.Purpose;
import io.binnacle.pki.SigningRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The signers that Kubernetes itself has for the cluster's API, with what each of them accepts. */
enum BuiltInSigner {
  /** Clients of the API server. */
  KUBE_APISERVER_CLIENT("kubernetes.io/kube-apiserver-client", Purpose.CLIENT) {
    @Override
    Optional<String> fault(SigningRequest request) {
      return Optional.empty();
    }
  },

  /** Node agents as clients of the API server. */
  KUBE_APISERVER_CLIENT_KUBELET(
      "kubernetes.io/kube-apiserver-client-kubelet", Purpose.CLIENT) {
    @Override
    Optional<String> fault(SigningRequest request) {
      return notOfNode(request)
          .or(() ->
              request.names().isEmpty()
                  ? Optional.empty()
                  : Optional.of("DNS or IP subjectAltNames are not allowed"));
    }
  },

  /** The servers of node agents. */
  KUBELET_SERVING("kubernetes.io/kubelet-serving", Purpose.SERVER) {
    @Override
    Optional<String> fault(SigningRequest request) {
      return notOfNode(request)
          .or(() ->
              request.names().isEmpty()
                  ? Optional.of("DNS or IP subjectAltName is required")
                  : Optional.empty());
    }
  };

  private static final Set<String> COMMON_USAGES = Set.of("digital signature", "key encipherment");

  private final String signerName;
  private final Purpose purpose;

  BuiltInSigner(String signerName, Purpose purpose) {
    this.signerName = signerName;
    this.purpose = purpose;
  }

  static Optional<BuiltInSigner> named(String signerName) {
    return Arrays.stream(values()).filter(s -> s.signerName.equals(signerName)).findFirst();
  }

  Purpose purpose() {
    return purpose;
  }

  /** What is wrong with the content for this signer, if anything. */
  abstract Optional<String> fault(SigningRequest request);

  /** Why a request cannot be signed, if it cannot. */
  Optional<String> fault(SigningRequest request, List<String> usages) {
    Set<String> special = new HashSet<>(usages);
    special.removeAll(COMMON_USAGES);
    String wanted = purpose == Purpose.CLIENT ? "client auth" : "server auth";
    return special.equals(Set.of(wanted))
        ? fault(request)
        : Optional.of("usages did not match [" + wanted + "]: " + usages);
  }

  private static Optional<String> notOfNode(SigningRequest request) {
    CertificateSpec.Subject subject = request.subject();
    if (!subject.organizations().equals(List.of("system:nodes"))) {
      return Optional.of("subject organization is not system:nodes");
    }
    return subject.commonName().startsWith("system:node:")
        ? Optional.empty()
        : Optional.of("subject common name does not begin with system:node:");
  }
}
