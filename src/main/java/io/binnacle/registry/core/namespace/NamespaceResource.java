package io.binnacle.registry.core.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Verb;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The Namespace kind. A namespace that is deleted is kept by its {@code spec.finalizers}, which go
 * through {@code namespaces/finalize} once its content is gone.
 */
@Dependent
public final class NamespaceResource implements BuiltInResource {
  private static final String KUBERNETES_FINALIZER = "kubernetes";
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  @Override
  public ResourceDefinition definition() {
    EnumSet<Verb> verbs = EnumSet.complementOf(EnumSet.of(Verb.DELETECOLLECTION));
    return ResourceDefinition.builder("", "v1", "Namespace", "namespaces")
        .clusterScoped()
        .shortNames("ns")
        .verbs(verbs)
        .status()
        .subresource(
            new Subresource.Part(
                "finalize",
                new GroupVersionKind("", "v1", "Namespace"),
                Set.of(Verb.UPDATE),
                new Finalize()))
        .selectableField("status.phase", object -> object.tree().at("/status/phase").asText())
        .selectableField("name", ApiObject::name)
        .columns(
            Columns.named()
                .text(
                    "Status",
                    "The phase of the namespace.",
                    o -> o.tree().at("/status/phase").asText())
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  /** Who emptied the namespace takes its finalizer away. */
  private static final class Finalize implements Subresource.PartStrategy {
    @Override
    public void take(ObjectNode request, ObjectNode object) {
      Trees.setOrRemove(
          Trees.child(object, "spec"), "finalizers", request.path("spec").get("finalizers"));
      if (object.path("spec").path("finalizers").isEmpty()) {
        Trees.child(object, "spec").remove("finalizers");
      }
    }

    @Override
    public List<FieldError> validate(
        ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      return validateFinalizers(object);
    }
  }

  private static List<FieldError> validateFinalizers(JsonNode object) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath path = FieldPath.of("spec", "finalizers");
    int index = 0;
    for (String finalizer : Trees.texts(object.at("/spec/finalizers"))) {
      FieldPath at = path.index(index++);
      for (String error : LabelValidation.qualifiedName(finalizer)) {
        errors.add(FieldError.invalid(at, finalizer, error));
      }
      if (finalizer.indexOf('/') < 0 && !finalizer.equals(KUBERNETES_FINALIZER)) {
        errors.add(
            FieldError.invalid(
                at,
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified"));
      }
    }
    return errors;
  }

  private static final class Strategy implements ResourceStrategy {
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
      String name = object.path("metadata").path("name").asText();
      if (!name.isEmpty()) {
        Trees.child(Trees.child(object, "metadata"), "labels").put(NAME_LABEL, name);
      }
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      applyDefaults(object);
      ObjectNode spec = Trees.child(object, "spec");
      if (!Trees.texts(spec.path("finalizers")).contains(KUBERNETES_FINALIZER)) {
        (spec.get("finalizers") instanceof ArrayNode list ? list : spec.putArray("finalizers"))
            .add(KUBERNETES_FINALIZER);
      }
      object.putObject("status").put("phase", "Active");
    }

    @Override
    public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
      Trees.setOrRemove(
          Trees.child(object, "spec"), "finalizers", old.tree().at("/spec/finalizers"));
      if (object.path("spec").isEmpty() && !old.tree().has("spec")) {
        object.remove("spec");
      }
    }

    @Override
    public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
      for (ObjectNode condition : Trees.objects(object.at("/status/conditions"))) {
        if (!condition.has("lastTransitionTime")) {
          condition.putNull("lastTransitionTime");
        }
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      return validateFinalizers(object);
    }

    @Override
    public List<FieldError> validateStatusUpdate(
        Context context, ObjectNode object, ApiObject old) {
      String phase = object.at("/status/phase").asText();
      FieldPath path = FieldPath.of("status", "Phase");
      if (object.path("metadata").hasNonNull("deletionTimestamp")) {
        return phase.equals("Terminating")
            ? List.of()
            : List.of(
                FieldError.invalid(
                    path, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
      }
      return phase.equals("Active")
          ? List.of()
          : List.of(
              FieldError.invalid(
                  path, phase, "may only be 'Active' if `deletionTimestamp` is empty"));
    }

    @Override
    public List<String> validateName(String name, boolean isPrefix) {
      return Names.dns1123Label(name, isPrefix);
    }

    @Override
    public boolean keepsDeleted(ObjectNode object) {
      return !object.at("/spec/finalizers").isEmpty();
    }

    @Override
    public void prepareForDeletion(Context context, ObjectNode object) {
      Trees.child(object, "metadata").remove("deletionGracePeriodSeconds");
      Trees.child(object, "status").put("phase", "Terminating");
    }
  }
}
