package io.binnacle.controller.certificatesigning;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Watch;
import io.binnacle.pki.SigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The CertificateSigningRequests of the cluster, as its controllers read and watch them. */
final class Requests {
  private final SharedInformer informer;

  Requests(ControllerContext context) {
    this.informer =
        context
            .informers()
            .informer(Resources.CERTIFICATE_SIGNING_REQUESTS, ListOptions.allNamespaces());
  }

  /** What each of the controllers watches: every request has a key of its own. */
  List<Watch> watches() {
    return List.of(new Watch(informer, KeyMapper.self()));
  }

  Optional<ApiObject> get(ObjectKey key) {
    return informer.lister().get(key);
  }

  static Optional<Signer> builtInSigner(ApiObject request) {
    return Signer.named(request.tree().at("/spec/signerName").asText());
  }

  static List<String> usages(ApiObject request) {
    return Trees.texts(request.tree().at("/spec/usages"));
  }

  /** The condition of a type, if the request has it. */
  static Optional<JsonNode> condition(ApiObject request, String type) {
    for (JsonNode condition : request.tree().at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  /** Whether somebody has decided about the request. */
  static boolean isDecided(ApiObject request) {
    return condition(request, "Approved").isPresent() || condition(request, "Denied").isPresent();
  }

  static boolean isIssued(ApiObject request) {
    return !certificate(request).isEmpty();
  }

  static String certificate(ApiObject request) {
    return request.tree().at("/status/certificate").asText();
  }

  /**
   * The PKCS10 request within.
   *
   * @throws IOException with a message for the client
   */
  static SigningRequest content(ApiObject request) throws IOException {
    try {
      byte[] pem = Base64.getDecoder().decode(request.tree().at("/spec/request").asText());
      return SigningRequest.parse(new String(pem, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new IOException("the request is not in base64", e);
    }
  }
}
