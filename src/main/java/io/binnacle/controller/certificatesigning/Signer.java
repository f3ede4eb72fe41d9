package io.binnacle.controller.certificatesigning;

import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.CertificateSpec.Purpose;
import io.binnacle.pki.SigningRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The signers that the cluster's authority stands for, and what each may sign. */
enum Signer {
  /** Certificates of clients, of whom the approver says that they are who they claim to be. */
  CLIENT("kubernetes.io/kube-apiserver-client", Purpose.CLIENT) {
    @Override
    Optional<String> refusal(SigningRequest request) {
      return Optional.empty();
    }
  },

  /** Certificates by which a node's agent is a client of the API server. */
  NODE_CLIENT("kubernetes.io/kube-apiserver-client-kubelet", Purpose.CLIENT) {
    @Override
    Optional<String> refusal(SigningRequest request) {
      return request.names().isEmpty()
          ? notOfNode(request)
          : Optional.of("DNS and IP subjectAltNames are not allowed");
    }
  },

  /** Certificates by which a node's agent serves. */
  NODE_SERVING("kubernetes.io/kubelet-serving", Purpose.SERVER) {
    @Override
    Optional<String> refusal(SigningRequest request) {
      return request.names().isEmpty()
          ? Optional.of("DNS or IP subjectAltName is required")
          : notOfNode(request);
    }
  };

  private static final Set<String> OPTIONAL_USAGES =
      Set.of("digital signature", "key encipherment");

  private final String signerName;
  private final Purpose purpose;

  Signer(String signerName, Purpose purpose) {
    this.signerName = signerName;
    this.purpose = purpose;
  }

  /** Empty for the signers of others. */
  static Optional<Signer> named(String name) {
    for (Signer signer : values()) {
      if (signer.signerName.equals(name)) {
        return Optional.of(signer);
      }
    }
    return Optional.empty();
  }

  Purpose purpose() {
    return purpose;
  }

  /** Why such a request is not signed, whoever approved it; empty where it is. */
  Optional<String> refusal(SigningRequest request, List<String> usages) {
    String required = purpose == Purpose.CLIENT ? "client auth" : "server auth";
    for (String usage : usages) {
      if (!usage.equals(required) && !OPTIONAL_USAGES.contains(usage)) {
        return Optional.of("invalid usage for " + kind() + " certificate: " + usage);
      }
    }
    return usages.contains(required)
        ? refusal(request)
        : Optional.of("missing required usage for " + kind() + " certificate: " + required);
  }

  private String kind() {
    return purpose == Purpose.CLIENT ? "client" : "server";
  }

  abstract Optional<String> refusal(SigningRequest request);

  private static Optional<String> notOfNode(SigningRequest request) {
    CertificateSpec.Subject subject = request.subject();
    CertificateSpec.Subject node = CertificateSpec.Subject.ofNode("");
    if (!subject.organizations().equals(node.organizations())) {
      return Optional.of("subject organization is not system:nodes");
    }
    return subject.commonName().startsWith(node.commonName())
        ? Optional.empty()
        : Optional.of("subject common name does not begin with system:node:");
  }
}
