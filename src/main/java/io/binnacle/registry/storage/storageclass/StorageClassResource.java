package io.binnacle.registry.storage.storageclass;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.storage.StorageRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The StorageClass kind. */
@Dependent
public final class StorageClassResource implements BuiltInResource {
  private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";
  private static final String OLD_DEFAULT = "storageclass.beta.kubernetes.io/is-default-class";

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("storage.k8s.io", "v1", "StorageClass", "storageclasses")
        .clusterScoped()
        .shortNames("sc")
        .columns(
            Columns.named(StorageClassResource::name)
                .text("Provisioner", "Who makes its volumes.", Columns.at("/provisioner"))
                .text(
                    "ReclaimPolicy",
                    "What becomes of volumes after their claims.",
                    Columns.at("/reclaimPolicy"))
                .text(
                    "VolumeBindingMode", "When volumes are made.", Columns.at("/volumeBindingMode"))
                .text(
                    "AllowVolumeExpansion",
                    "Whether volumes can grow.",
                    Columns.flagAt("/allowVolumeExpansion"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object name(ApiObject storageClass) {
    Map<String, String> annotations = storageClass.annotations();
    boolean isDefault =
        "true".equals(annotations.get(DEFAULT)) || "true".equals(annotations.get(OLD_DEFAULT));
    return isDefault ? storageClass.name() + " (default)" : storageClass.name();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final List<String> RECLAIM = List.of("Delete", "Retain");
    private static final List<String> BINDING = List.of("Immediate", "WaitForFirstConsumer");

    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      Trees.defaultText(object, "reclaimPolicy", "Delete");
      Trees.defaultText(object, "volumeBindingMode", "Immediate");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      StorageRules.qualifiedName(object.path("provisioner"), FieldPath.of("provisioner"), errors);
      StorageRules.parameters(object.path("parameters"), false, FieldPath.of("parameters"), errors);
      FieldChecks.oneOf(
          object.path("reclaimPolicy"), RECLAIM, FieldPath.of("reclaimPolicy"), errors);
      FieldChecks.requiredOneOf(
          object.path("volumeBindingMode"), BINDING, FieldPath.of("volumeBindingMode"), errors);
      StorageRules.topologies(
          object.path("allowedTopologies"), FieldPath.of("allowedTopologies"), errors);
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      for (String field : List.of("parameters", "provisioner", "reclaimPolicy")) {
        if (!Trees.same(object.get(field), old.tree().get(field))) {
          errors.add(
              FieldError.forbidden(FieldPath.of(field), "updates to " + field + " are forbidden."));
        }
      }
      FieldChecks.immutable(
          object.path("volumeBindingMode"),
          old.tree().path("volumeBindingMode"),
          FieldPath.of("volumeBindingMode"),
          errors);
      return errors;
    }
  }
}
