package io.binnacle.registry.storage.volumeattachment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.storage.StorageRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The VolumeAttachment kind. */
@Dependent
public final class VolumeAttachmentResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments")
        .clusterScoped()
        .status()
        .columns(
            Columns.named()
                .text("Attacher", "Who attaches it.", Columns.at("/spec/attacher"))
                .text("PV", "The volume.", Columns.at("/spec/source/persistentVolumeName"))
                .text("Node", "Where it goes.", Columns.at("/spec/nodeName"))
                .flag("Attached", "Whether it is there.", Columns.flagAt("/status/attached"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MAX_MESSAGE = 1024;

    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status").put("attached", false);
    }

    @Override
    public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
      Trees.defaultFlag(Trees.child(object, "status"), "attached", false);
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      StorageRules.qualifiedName(spec.path("attacher"), SPEC.child("attacher"), errors);
      validateSource(spec.path("source"), SPEC.child("source"), errors);
      String node = spec.path("nodeName").asText();
      FieldChecks.invalid(
          node, Names.dns1123Subdomain(node, false), SPEC.child("nodeName"), errors);
      return errors;
    }

    private static void validateSource(JsonNode source, FieldPath path, List<FieldError> errors) {
      boolean inline = source.path("inlineVolumeSpec").isObject();
      boolean named = source.hasNonNull("persistentVolumeName");
      if (inline == named) {
        errors.add(
            inline
                ? FieldError.forbidden(
                    path, "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
                : FieldError.required(
                    path, "must specify exactly one of inlineVolumeSpec and persistentVolumeName"));
      } else if (named) {
        FieldChecks.required(
            source.path("persistentVolumeName"), path.child("persistentVolumeName"), errors);
      }
    }

    /** Drivers of today must have a name that fits in a path. */
    @Override
    public List<FieldError> validateCreate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      String attacher = object.at("/spec/attacher").asText();
      FieldPath path = SPEC.child("attacher");
      FieldChecks.required(object.at("/spec/attacher"), path, errors);
      FieldChecks.invalid(
          attacher, Names.dns1123Subdomain(attacher.toLowerCase(Locale.ROOT), false), path, errors);
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      JsonNode spec = object.path("spec");
      return Trees.same(spec, old.tree().path("spec"))
          ? List.of()
          : List.of(FieldError.invalid(SPEC, spec, "field is immutable"));
    }

    @Override
    public List<FieldError> validateStatusUpdate(
        Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      for (String error : List.of("attachError", "detachError")) {
        if (object.at("/status").path(error).path("message").asText().length() > MAX_MESSAGE) {
          errors.add(FieldError.tooLong(FieldPath.of("status", error, "message"), MAX_MESSAGE));
        }
      }
      return errors;
    }
  }
}
