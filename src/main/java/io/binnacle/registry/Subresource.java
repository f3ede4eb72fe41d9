package io.binnacle.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.storage.StoredObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A path below an object, such as {@code pods/{name}/status}. */
public sealed interface Subresource {
  /** The last path segment, such as {@code status}. */
  String name();

  /** The kind of its documents, as discovery tells it. */
  GroupVersionKind kind();

  Set<Verb> verbs();

  /**
   * The status: a write changes nothing else of the object, and a write to the object does not
   * change it.
   */
  record Status(GroupVersionKind kind) implements Subresource {
    @Override
    public String name() {
      return "status";
    }

    @Override
    public Set<Verb> verbs() {
      return Set.of(Verb.GET, Verb.PATCH, Verb.UPDATE);
    }
  }

  /**
   * Another part of the object with a path of its own, such as {@code namespaces/finalize}: its
   * documents are whole objects, of which a write takes only the part.
   */
  record Part(String name, GroupVersionKind kind, Set<Verb> verbs, PartStrategy strategy)
      implements Subresource {}

  /** What a write to a {@link Part} changes and checks. The rules of strategies hold. */
  interface PartStrategy {
    /**
     * Takes the part over.
     *
     * @param request what the client sent or patched, to read only
     * @param object a copy of the stored object with the metadata of the request, to be changed
     */
    void take(ObjectNode request, ObjectNode object);

    default List<FieldError> validate(
        ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
      return List.of();
    }
  }

  /**
   * The scale, as autoscaling/v1 Scale. Paths are dotted, such as {@code spec.replicas}; the
   * selector path may lead to a map or to a structured selector.
   */
  record Scale(String specReplicasPath, String statusReplicasPath, String selectorPath)
      implements Subresource {
    @Override
    public String name() {
      return "scale";
    }

    @Override
    public GroupVersionKind kind() {
      return new GroupVersionKind("autoscaling", "v1", "Scale");
    }

    @Override
    public Set<Verb> verbs() {
      return Set.of(Verb.GET, Verb.PATCH, Verb.UPDATE);
    }
  }

  /**
   * A document that is posted to an object and makes something happen: binding, eviction, token.
   */
  record Action(String name, GroupVersionKind kind, Handler handler) implements Subresource {
    @Override
    public Set<Verb> verbs() {
      return Set.of(Verb.CREATE);
    }

    /**
     * Does what the document asks. Called after admission of nothing: it passes its own writes
     * through the registry.
     */
    @FunctionalInterface
    public interface Handler {
      /**
       * @param parent the object the path names
       * @return the document that the client is answered, with code 201
       */
      CompletionStage<ObjectNode> handle(
          RequestScope scope, StoredObject parent, ObjectNode document, WriteOptions options);
    }
  }

  /**
   * A stream or a proxied request, which the API server connects: log, exec, attach, portforward,
   * proxy.
   */
  record Connect(String name, GroupVersionKind kind, Set<Verb> verbs) implements Subresource {}
}
