package io.binnacle.controller.certificatesigning;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.pki.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Decided requests stay for an hour, others for a day, and none longer than its certificate. */
final class CleaningReconciler implements Reconciler {
  private static final Duration DECIDED = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);

  private final ControllerContext context;
  private final Requests requests;

  CleaningReconciler(ControllerContext context) {
    this.context = context;
    this.requests = new Requests(context);
  }

  @Override
  public List<Watch> watches() {
    return requests.watches();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> request = requests.get(key);
    if (request.isEmpty()) {
      return Result.done();
    }
    Duration left = Duration.between(context.clock().instant(), end(request.get()));
    if (left.isPositive()) {
      return Result.after(left);
    }
    delete(request.get());
    return Result.done();
  }

  private static Instant end(ApiObject request) {
    Instant end = Instant.MAX;
    for (String type : List.of("Approved", "Denied", "Failed")) {
      Instant decided =
          Requests.condition(request, type)
              .map(condition -> time(condition.path("lastUpdateTime"), request))
              .map(at -> at.plus(DECIDED))
              .orElse(Instant.MAX);
      end = decided.isBefore(end) ? decided : end;
    }
    if (end.equals(Instant.MAX)) {
      return created(request).plus(PENDING);
    }
    Instant expiry = expiry(request).orElse(end);
    return expiry.isBefore(end) ? expiry : end;
  }

  private static Instant time(JsonNode text, ApiObject request) {
    return text.asText().isEmpty() ? created(request) : Instant.parse(text.asText());
  }

  private static Instant created(ApiObject request) {
    return Instant.parse(request.metadata().path("creationTimestamp").asText());
  }

  private static Optional<Instant> expiry(ApiObject request) {
    if (!Requests.isIssued(request)) {
      return Optional.empty();
    }
    try {
      byte[] pem = Base64.getDecoder().decode(Requests.certificate(request));
      return Pem.parseCertificates(new String(pem, StandardCharsets.US_ASCII)).stream()
          .findFirst()
          .map(certificate -> certificate.getNotAfter().toInstant());
    } catch (IOException | IllegalArgumentException e) {
      // Another signer's certificate that cannot be read: the other times count.
      return Optional.empty();
    }
  }

  private void delete(ApiObject request) {
    try {
      context
          .client()
          .delete(
              Resources.CERTIFICATE_SIGNING_REQUESTS,
              "",
              request.name(),
              DeleteOptions.defaults().onlyUid(request.uid()));
    } catch (ApiException e) {
      // Gone, or another by now.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
