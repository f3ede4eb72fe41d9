package io.binnacle.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.authentication.UserInfo;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One write on its way into the store, as admission plugins see it. Used by one thread at a time. A
 * conflict makes the registry compute the write anew: the chain then runs again on a new instance.
 */
public final class AdmissionRequest {
  /** What the write does. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  private final Operation operation;
  private final GroupVersionKind kind;
  private final GroupVersionResource resource;
  private final String subresource;
  private final String namespace;
  private final String name;
  private final UserInfo user;
  private final @Nullable ObjectNode object;
  private final @Nullable ApiObject oldObject;
  private final JsonNode options;
  private final boolean dryRun;
  private final List<Mutation> mutations = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<Class<?>, Object> memories = new HashMap<>();
  private Reinvocation reinvocation = Reinvocation.NOT_NEEDED;
  private boolean replaced;
  private @Nullable Snapshot state;

  /** Whether the mutating plugins are to run a second time. */
  private enum Reinvocation {
    NOT_NEEDED,
    REQUIRED,
    UNDER_WAY
  }

  @SuppressWarnings("TooManyParameters") // it is a request's whole context, built in one place
  public AdmissionRequest(
      Operation operation,
      GroupVersionKind kind,
      GroupVersionResource resource,
      String subresource,
      String namespace,
      String name,
      UserInfo user,
      @Nullable ObjectNode object,
      @Nullable ApiObject oldObject,
      JsonNode options,
      boolean dryRun) {
    this.operation = operation;
    this.kind = kind;
    this.resource = resource;
    this.subresource = subresource;
    this.namespace = namespace;
    this.name = name;
    this.user = user;
    this.object = object;
    this.oldObject = oldObject;
    this.options = options;
    this.dryRun = dryRun;
  }

  /** To be called by the registry: the state that the write is computed on. */
  public AdmissionRequest on(Snapshot computed) {
    state = computed;
    return this;
  }

  /**
   * The state that the write is computed on, where there is one: it has what earlier writes of the
   * same transaction made.
   */
  public Optional<Snapshot> state() {
    return Optional.ofNullable(state);
  }

  public Operation operation() {
    return operation;
  }

  public GroupVersionKind kind() {
    return kind;
  }

  public GroupVersionResource resource() {
    return resource;
  }

  /** Empty for the object itself. */
  public String subresource() {
    return subresource;
  }

  public String namespace() {
    return namespace;
  }

  /** May be empty for a creation with generateName. */
  public String name() {
    return name;
  }

  public UserInfo user() {
    return user;
  }

  /**
   * The object as it is to be written, null for a deletion. Mutating plugins change it in place;
   * validating ones never.
   */
  public @Nullable ObjectNode object() {
    return object;
  }

  /**
   * Gives the object other content. What it says from then on is checked and completed as what a
   * client sends is.
   */
  public void replaceObject(ObjectNode content) {
    if (object == null) {
      throw new IllegalStateException("the request has no object");
    }
    ObjectNode copy = content.deepCopy();
    object.removeAll();
    object.setAll(copy);
    replaced = true;
  }

  /** Whether a plugin gave the object content that nobody has checked yet. */
  public boolean isReplaced() {
    return replaced;
  }

  /**
   * Has the mutating plugins run once more when all of them have run: a webhook's change may be
   * something that they would have changed.
   */
  public void requireReinvocation() {
    if (reinvocation == Reinvocation.NOT_NEEDED) {
      reinvocation = Reinvocation.REQUIRED;
    }
  }

  /** Whether this is the second run of the mutating plugins. */
  public boolean isReinvocation() {
    return reinvocation == Reinvocation.UNDER_WAY;
  }

  /** Begins the second run, if there is to be one. */
  boolean beginReinvocation() {
    boolean begins = reinvocation == Reinvocation.REQUIRED;
    if (begins) {
      reinvocation = Reinvocation.UNDER_WAY;
    }
    return begins;
  }

  /** What a plugin remembers of the request from one of its runs to the next. */
  public <T> T memory(Class<T> type, Supplier<T> first) {
    return type.cast(memories.computeIfAbsent(type, key -> first.get()));
  }

  /** The object as it is stored, null for a creation. */
  public @Nullable ApiObject oldObject() {
    return oldObject;
  }

  /** The request's CreateOptions, UpdateOptions or DeleteOptions. */
  public JsonNode options() {
    return options;
  }

  public boolean dryRun() {
    return dryRun;
  }

  public boolean is(Operation expected, GroupVersionResource expectedResource) {
    return operation == expected
        && subresource.isEmpty()
        && resource.groupResource().equals(expectedResource.groupResource());
  }

  /** Whether it is a write of the object itself, not of a subresource, that has this operation. */
  public boolean is(Operation expected, GroupResource expectedResource) {
    return operation == expected
        && subresource.isEmpty()
        && resource.groupResource().equals(expectedResource);
  }

  /**
   * The refusal by a plugin. It names the object as far as it has a name: a generated one is not
   * made yet.
   */
  public ApiException forbidden(String why) {
    return ApiException.forbidden(resource.groupResource(), nameForMessages(), why);
  }

  /** The name in messages: what the client said, or the prefix of the name to be generated. */
  public String nameForMessages() {
    if (!name.isEmpty() || object == null) {
      return name.isEmpty() ? "Unknown!" : name;
    }
    JsonNode metadata = object.path("metadata");
    String own = metadata.path("name").asText();
    String prefix = metadata.path("generateName").asText();
    return !own.isEmpty() ? own : !prefix.isEmpty() ? prefix : "Unknown!";
  }

  /**
   * Adds a guard or a derived write to the group that the write commits in: how a quota is kept
   * exactly under concurrency.
   */
  public void addMutation(Mutation mutation) {
    mutations.add(mutation);
  }

  public List<Mutation> mutations() {
    return mutations;
  }

  /** Adds a warning that the client is shown in a Warning header. */
  public void addWarning(String warning) {
    warnings.add(warning);
  }

  public List<String> warnings() {
    return warnings;
  }
}
