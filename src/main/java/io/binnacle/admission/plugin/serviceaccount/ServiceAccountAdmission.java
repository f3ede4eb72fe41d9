package io.binnacle.admission.plugin.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.admission.FreshLookup;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.random.RandomGenerator;

/**
 * Gives every pod a service account that exists, the account's image pull secrets, and (unless pod
 * or account decline) the account's token, mounted where clients look for it. Mirror pods, which
 * the node runs on its own, may have none of it.
 */
@Dependent
public class ServiceAccountAdmission
    implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource SERVICE_ACCOUNTS = new GroupResource("", "serviceaccounts");
  private static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";
  private static final String DEFAULT_ACCOUNT = "default";

  private final FreshLookup lookup;
  private final TokenVolume tokenVolume;

  @Inject
  public ServiceAccountAdmission(ObjectStore store, RandomGenerator random) {
    this.lookup = new FreshLookup(store);
    this.tokenVolume = new TokenVolume(random);
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public int order() {
    return 300;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.is(Operation.CREATE, PODS) || isMirror(pod)) {
      return;
    }
    ObjectNode spec = pod.withObjectProperty("spec");
    if (spec.path("serviceAccountName").asText().isEmpty()) {
      spec.put("serviceAccountName", DEFAULT_ACCOUNT);
      // The field's old name, which readers of the API still find in every pod.
      spec.put("serviceAccount", DEFAULT_ACCOUNT);
    }
    JsonNode account = account(request, spec).tree();
    if (wantsToken(account, spec)) {
      tokenVolume.mount(spec);
    }
    if (spec.path("imagePullSecrets").isEmpty() && !account.path("imagePullSecrets").isEmpty()) {
      spec.set("imagePullSecrets", account.path("imagePullSecrets").deepCopy());
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.is(Operation.CREATE, PODS)) {
      return;
    }
    JsonNode spec = pod.path("spec");
    if (isMirror(pod)) {
      validateMirror(request, spec);
    } else if (spec.path("serviceAccountName").asText().isEmpty()) {
      throw request.forbidden(
          "no service account specified for pod "
              + request.namespace()
              + "/"
              + request.nameForMessages());
    }
  }

  private static void validateMirror(AdmissionRequest request, JsonNode spec) {
    if (!spec.path("serviceAccountName").asText().isEmpty()) {
      throw request.forbidden("a mirror pod may not reference service accounts");
    }
    if (PodSecrets.any(spec)) {
      throw request.forbidden("a mirror pod may not reference secrets");
    }
    for (JsonNode volume : spec.path("volumes")) {
      for (JsonNode source : volume.path("projected").path("sources")) {
        if (source.has("serviceAccountToken")) {
          throw request.forbidden(
              "a mirror pod may not use service account token volume projections");
        }
      }
    }
  }

  private ApiObject account(AdmissionRequest request, JsonNode spec) {
    String name = spec.path("serviceAccountName").asText();
    StoredObject account =
        lookup.get(request, SERVICE_ACCOUNTS, new ObjectKey(request.namespace(), name));
    if (account == null) {
      throw request.forbidden(
          "error looking up service account "
              + request.namespace()
              + "/"
              + name
              + ": serviceaccount \""
              + name
              + "\" not found");
    }
    return account.object();
  }

  private static boolean wantsToken(JsonNode account, JsonNode spec) {
    JsonNode ofPod = spec.path("automountServiceAccountToken");
    return ofPod.isBoolean()
        ? ofPod.asBoolean()
        : account.path("automountServiceAccountToken").asBoolean(true);
  }

  private static boolean isMirror(JsonNode pod) {
    return pod.path("metadata").path("annotations").has(MIRROR_ANNOTATION);
  }
}
