package io.binnacle.registry.storage.csidriver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.podtemplate.VolumeValidation;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The CSIDriver kind. */
@Dependent
public final class CSIDriverResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("storage.k8s.io", "v1", "CSIDriver", "csidrivers")
        .clusterScoped()
        .columns(
            Columns.named()
                .flag(
                    "AttachRequired",
                    "Whether its volumes are attached first.",
                    Columns.flagAt("/spec/attachRequired"))
                .flag(
                    "PodInfoOnMount",
                    "Whether it is told about pods.",
                    Columns.flagAt("/spec/podInfoOnMount"))
                .flag(
                    "StorageCapacity",
                    "Whether it tells its capacity.",
                    Columns.flagAt("/spec/storageCapacity"))
                .text("TokenRequests", "The audiences of its tokens.", CSIDriverResource::tokens)
                .flag(
                    "RequiresRepublish",
                    "Whether mounts are repeated.",
                    Columns.flagAt("/spec/requiresRepublish"))
                .text(
                    "Modes",
                    "The sorts of volumes it has.",
                    o -> String.join(",", Trees.texts(o.tree().at("/spec/volumeLifecycleModes"))))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object tokens(ApiObject driver) {
    JsonNode requests = driver.tree().at("/spec/tokenRequests");
    return requests.isEmpty() ? "<unset>" : Columns.joined(requests, "audience");
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> GROUP_POLICIES =
        List.of("ReadWriteOnceWithFSType", "File", "None");
    private static final List<String> MODES = List.of("Persistent", "Ephemeral");
    private static final int MIN_TOKEN_SECONDS = 600;

    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      ObjectNode spec = Trees.child(object, "spec");
      Trees.defaultFlag(spec, "attachRequired", true);
      Trees.defaultText(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
      for (String flag :
          List.of("podInfoOnMount", "requiresRepublish", "seLinuxMount", "storageCapacity")) {
        Trees.defaultFlag(spec, flag, false);
      }
      if (spec.path("volumeLifecycleModes").isEmpty()) {
        spec.putArray("volumeLifecycleModes").add("Persistent");
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      VolumeValidation.driverName(
          object.at("/metadata/name"), FieldPath.of("metadata", "name"), errors);
      FieldChecks.oneOf(
          spec.path("fsGroupPolicy"), GROUP_POLICIES, SPEC.child("fsGroupPolicy"), errors);
      for (JsonNode mode : spec.path("volumeLifecycleModes")) {
        FieldChecks.oneOf(mode, MODES, SPEC.child("volumeLifecycleModes"), errors);
      }
      Set<String> audiences = new HashSet<>();
      int index = 0;
      for (JsonNode request : spec.path("tokenRequests")) {
        FieldPath at = SPEC.child("tokenRequests").index(index++);
        String audience = request.path("audience").asText();
        if (!audiences.add(audience)) {
          errors.add(FieldError.duplicate(at.child("audience"), audience));
        }
        JsonNode seconds = request.path("expirationSeconds");
        if (seconds.isNumber() && seconds.asLong() < MIN_TOKEN_SECONDS) {
          errors.add(
              FieldError.invalid(
                  at.child("expirationSeconds"),
                  seconds,
                  "may not specify a duration less than 10 minutes"));
        }
      }
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      for (String field : List.of("attachRequired", "volumeLifecycleModes")) {
        FieldChecks.immutable(
            object.at("/spec").path(field),
            old.tree().at("/spec").path(field),
            SPEC.child(field),
            errors);
      }
      return errors;
    }
  }
}
