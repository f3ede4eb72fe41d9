package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.managedfields.FieldOwnership;
import io.binnacle.apimachinery.managedfields.FieldWriter;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Subresource;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;

/** What of an object a request updates: all of it, its status, its scale or another part. */
sealed interface UpdateTarget {

  /** The kind of the documents that clients send. */
  GroupVersionKind kind();

  /** The document that a patch is applied to: a tree that may be changed. */
  default ObjectNode view(StoredObject current) {
    return current.object().copyTree();
  }

  /**
   * The whole object with the request's part in it, as admission sees it.
   *
   * @param request taken over
   */
  ObjectNode object(StoredObject current, ObjectNode request);

  /** The rules by which owners of fields are kept. */
  default FieldOwnership ownership(FieldTracking fields, RequestScope scope) {
    return fields.of(scope);
  }

  /** The document that a configuration is applied to, with its owners; to read only. */
  default ObjectNode applyView(StoredObject current) {
    return current.object().tree();
  }

  /** Records in the whole object who owns what after an update or a patch. */
  default void own(
      FieldOwnership ownership, StoredObject current, ObjectNode object, FieldWriter writer) {
    ownership.update(current.object().tree(), object, writer);
  }

  /**
   * Records in the whole object who owns what after an apply.
   *
   * @param applied the document that the apply made, with its owners
   */
  default void takeOwners(ObjectNode applied, ObjectNode object) {
    // They came with the document's metadata.
  }

  /** The registry's and the strategy's own changes, after the mutating plugins. */
  void prepare(ResourceStrategy.Context context, ObjectNode object, ApiObject old);

  List<FieldError> validate(ResourceStrategy.Context context, ObjectNode object, ApiObject old);

  /** What the client is answered. */
  default StoredObject answer(StoredObject written) {
    return written;
  }

  static UpdateTarget of(RequestScope scope) {
    GroupVersionKind kind = scope.groupVersionKind();
    if (scope.subresource().isEmpty()) {
      return new Whole(kind, scope.definition().strategy(), scope.definition().hasStatus());
    }
    return switch (scope.definition().subresource(scope.subresource()).orElse(null)) {
      case Subresource.Status _ -> new Status(kind, scope.definition().strategy());
      case Subresource.Scale scale -> new Scale(ScaleDocument.of(scale, scope.definition()));
      case Subresource.Part part -> new Part(part);
      case Subresource.Action _, Subresource.Connect _ ->
          throw new IllegalArgumentException(scope.subresource() + " cannot be updated");
      case null -> throw new IllegalArgumentException("no subresource " + scope.subresource());
    };
  }

  /** The object itself; the status is none of its business where it has a path of its own. */
  record Whole(GroupVersionKind kind, ResourceStrategy strategy, boolean keepsStatus)
      implements UpdateTarget {
    @Override
    public ObjectNode object(StoredObject current, ObjectNode request) {
      return request;
    }

    @Override
    public void prepare(ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      ObjectMetadata.prepareForUpdate(object, old);
      if (keepsStatus) {
        Trees.setOrRemove(object, "status", old.tree().get("status"));
      }
      strategy.prepareForUpdate(context, object, old);
      if (strategy.hasGeneration()) {
        ObjectMetadata.raiseGenerationIfChanged(context.scope().definition(), object, old);
      }
    }

    @Override
    public List<FieldError> validate(
        ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>(strategy.validate(context, object));
      errors.addAll(strategy.validateUpdate(context, object, old));
      if (errors.isEmpty()) {
        errors.addAll(strategy.allocate(context, object, old));
      }
      return errors;
    }
  }

  /** The status and metadata. */
  record Status(GroupVersionKind kind, ResourceStrategy strategy) implements UpdateTarget {
    @Override
    public ObjectNode object(StoredObject current, ObjectNode request) {
      return withMetadata(current, request, "status");
    }

    @Override
    public void prepare(ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      ObjectMetadata.prepareForUpdate(object, old);
      Trees.setOrRemove(
          ObjectMetadata.of(object), "ownerReferences", old.metadata().get("ownerReferences"));
      strategy.prepareForStatusUpdate(context, object, old);
    }

    @Override
    public List<FieldError> validate(
        ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      return strategy.validateStatusUpdate(context, object, old);
    }
  }

  /** The number of replicas, through a Scale document. */
  record Scale(ScaleDocument document) implements UpdateTarget {
    @Override
    public GroupVersionKind kind() {
      return ScaleDocument.KIND;
    }

    @Override
    public FieldOwnership ownership(FieldTracking fields, RequestScope scope) {
      return fields.ofScale();
    }

    @Override
    public ObjectNode view(StoredObject current) {
      return document.of(current.object().tree());
    }

    @Override
    public ObjectNode applyView(StoredObject current) {
      ObjectNode scale = view(current);
      document.fields().toScale(current.object().tree(), scale);
      return scale;
    }

    @Override
    public void own(
        FieldOwnership ownership, StoredObject current, ObjectNode object, FieldWriter writer) {
      ObjectNode scale = document.of(object);
      ownership.update(applyView(current), scale, writer);
      takeOwners(scale, object);
    }

    @Override
    public void takeOwners(ObjectNode applied, ObjectNode object) {
      document.fields().toObject(applied, object);
    }

    @Override
    public ObjectNode object(StoredObject current, ObjectNode request) {
      ObjectNode object = current.object().copyTree();
      document.apply(request, object);
      return object;
    }

    @Override
    public void prepare(ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      ObjectMetadata.prepareForUpdate(object, old);
      ResourceStrategy strategy = context.scope().definition().strategy();
      strategy.prepareForUpdate(context, object, old);
      if (strategy.hasGeneration()) {
        ObjectMetadata.raiseGenerationIfChanged(context.scope().definition(), object, old);
      }
    }

    @Override
    public List<FieldError> validate(
        ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      return document.validate(object);
    }

    @Override
    public StoredObject answer(StoredObject written) {
      return new StoredObject(
          written.resource(),
          written.key(),
          written.revision(),
          ObjectMetadata.encode(document.of(written.object().tree())));
    }
  }

  /** A part by a rule of its own. */
  record Part(Subresource.Part part) implements UpdateTarget {
    @Override
    public GroupVersionKind kind() {
      return part.kind();
    }

    @Override
    public ObjectNode object(StoredObject current, ObjectNode request) {
      ObjectNode object = withMetadata(current, request, "");
      part.strategy().take(request, object);
      return object;
    }

    @Override
    public void prepare(ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      ObjectMetadata.prepareForUpdate(object, old);
      if (context.scope().definition().strategy().hasGeneration()) {
        ObjectMetadata.raiseGenerationIfChanged(context.scope().definition(), object, old);
      }
    }

    @Override
    public List<FieldError> validate(
        ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      return part.strategy().validate(context, object, old);
    }
  }

  private static ObjectNode withMetadata(StoredObject current, ObjectNode request, String field) {
    ObjectNode object = current.object().copyTree();
    Trees.setOrRemove(object, "metadata", request.get("metadata"));
    if (!field.isEmpty()) {
      Trees.setOrRemove(object, field, request.get(field));
    }
    return object;
  }
}
