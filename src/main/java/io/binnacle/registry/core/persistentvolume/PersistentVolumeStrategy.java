package io.binnacle.registry.core.persistentvolume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.podtemplate.VolumeDefaults;
import java.util.List;

/** Defaults and rules of volumes. */
final class PersistentVolumeStrategy implements ResourceStrategy {
  @Override
  public boolean hasGeneration() {
    return false;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    Trees.defaultText(spec, "persistentVolumeReclaimPolicy", "Retain");
    Trees.defaultText(spec, "volumeMode", "Filesystem");
    Trees.defaultText(Trees.child(object, "status"), "phase", "Pending");
    VolumeDefaults.applyToSources(spec);
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    ObjectNode status = object.putObject("status");
    status.put("phase", "Pending");
    // Golden behaviour since 1.31 (KEP-3762): the phase's last change is kept.
    status.put(
        "lastPhaseTransitionTime",
        context.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    ObjectNode status = Trees.child(object, "status");
    JsonNode before = old.tree().path("status");
    boolean changed = !status.path("phase").asText().equals(before.path("phase").asText());
    boolean told =
        !Trees.same(status.get("lastPhaseTransitionTime"), before.get("lastPhaseTransitionTime"));
    if (changed && !told) {
      status.put(
          "lastPhaseTransitionTime",
          context.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    return PersistentVolumeValidation.validate(object.path("spec"));
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    return PersistentVolumeValidation.validateUpdate(object.path("spec"), old.tree().path("spec"));
  }
}
