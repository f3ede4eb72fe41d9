package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionFacade;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusCause;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.PatchRequest;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.WriteOptions;
import io.binnacle.registry.Written;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Replaces and patches objects and their subresources. An update that changes nothing writes
 * nothing; one that takes the last finalizer from an object being deleted removes the object.
 */
final class ObjectUpdate {
  private final ObjectStore store;
  private final AdmissionFacade admission;
  private final ObjectDecoder decoder;
  private final FieldTracking fields;
  private final ObjectCreation creation;
  private final ObjectPatch patches;
  private final Attempts attempts;
  private final Clock clock;

  ObjectUpdate(WritePath path, ObjectCreation creation) {
    this.store = path.store();
    this.admission = path.admission();
    this.decoder = path.decoder();
    this.fields = path.fields();
    this.creation = creation;
    this.patches = new ObjectPatch(path.decoder());
    this.attempts = path.attempts();
    this.clock = path.environment().clock();
  }

  /** What the client wants a version of the object to become. */
  private interface Wish {
    /**
     * @param warnings takes what the client should be told
     * @return a tree that is taken over
     */
    ObjectNode from(StoredObject current, List<String> warnings);
  }

  /**
   * A request under way.
   *
   * @param applies whether the wish is an applied configuration, merged and with its owners
   */
  private record Request(
      ServedForm form,
      String name,
      WriteOptions options,
      UpdateTarget target,
      Wish wish,
      boolean applies) {
    RequestScope scope() {
      return form.stored();
    }

    GroupResource resource() {
      return scope().definition().groupResource();
    }

    ObjectKey key() {
      return new ObjectKey(scope().namespace(), name);
    }
  }

  CompletionStage<Written> update(
      ServedForm form, String name, ObjectNode object, WriteOptions options) {
    RequestScope scope = form.stored();
    UpdateTarget target = UpdateTarget.of(scope);
    GroupVersionKind kind = form.kind(target.kind());
    List<String> decodingWarnings = decoder.decode(kind, object, options);
    ObjectDecoder.checkNamespace(scope, object);
    ObjectDecoder.checkName(name, object);
    if (target.kind().equals(scope.groupVersionKind())) {
      decoder.applyDefaults(kind, object);
      decoder.store(form, object);
    }
    Request request =
        new Request(
            form,
            name,
            options,
            target,
            (current, warnings) -> {
              warnings.addAll(decodingWarnings);
              return object.deepCopy();
            },
            false);
    return attempts.run(
        request.resource(),
        name,
        Attempts::onConflict,
        state -> {
          StoredObject current = state.get(request.resource(), request.key());
          return current == null
              ? missing(request, object, state, decodingWarnings)
              : attempt(request, current, state);
        });
  }

  CompletionStage<Written> patch(
      ServedForm form, String name, PatchRequest patch, WriteOptions options) {
    UpdateTarget target = UpdateTarget.of(form.stored());
    patches.check(patch, form.served(), options);
    boolean applies = patch.format() == PatchRequest.Format.APPLY;
    Wish wish =
        applies
            ? (current, warnings) ->
                decoder.store(
                    form,
                    applied(form, name, patch, live(form, target, current), options, warnings))
            : (current, warnings) -> {
              ObjectNode view = form.fromStored(target.view(current));
              return decoder.store(
                  form, patches.apply(patch, form.served(), view, options, warnings));
            };
    Request request = new Request(form, name, options, target, wish, applies);
    return attempts.run(
        request.resource(),
        name,
        Attempts::onConflict,
        state -> {
          StoredObject current = state.get(request.resource(), request.key());
          if (current != null) {
            return attempt(request, current, state);
          }
          if (applies && request.scope().subresource().isEmpty()) {
            return createByApply(request, patch, state);
          }
          throw ApiException.notFound(request.resource(), name);
        });
  }

  /** What a configuration is applied to, in the version that the client speaks; to read only. */
  private static ObjectNode live(ServedForm form, UpdateTarget target, StoredObject current) {
    ObjectNode live = target.applyView(current);
    return form.isStored() ? live : form.fromStored(live.deepCopy());
  }

  /**
   * The object that a configuration makes of a live one, in the version that the client speaks.
   *
   * @param live to read only; empty for an object that does not exist
   */
  private ObjectNode applied(
      ServedForm form,
      String name,
      PatchRequest patch,
      ObjectNode live,
      WriteOptions options,
      List<String> warnings) {
    UpdateTarget target = UpdateTarget.of(form.stored());
    GroupVersionKind kind = form.kind(target.kind());
    ObjectNode merged =
        target
            .ownership(fields, form.served())
            .apply(
                live,
                (ObjectNode) patch.document(),
                fields.writer(form.served(), kind, options),
                options.force());
    ObjectDecoder.checkNamespace(form.served(), merged);
    return patches.conformed(patch, kind, merged, name, options, warnings);
  }

  private CompletionStage<Written> createByApply(
      Request request, PatchRequest patch, Snapshot state) {
    ServedForm form = request.form();
    List<String> warnings = new ArrayList<>();
    ObjectNode object =
        applied(form, request.name(), patch, Json.object(), request.options(), warnings);
    String uid = object.path("metadata").path("uid").asText();
    if (!uid.isEmpty()) {
      throw ApiException.conflict(
          request.resource(),
          request.name(),
          "uid mismatch: the provided object specified uid "
              + uid
              + ", and no existing object was found");
    }
    form.validateCreate(object);
    decoder.store(form, object);
    return creation.attempt(request.scope(), object, request.options(), state, warnings);
  }

  private CompletionStage<Written> missing(
      Request request, ObjectNode object, Snapshot state, List<String> warnings) {
    RequestScope scope = request.scope();
    String uid = object.path("metadata").path("uid").asText();
    if (!uid.isEmpty()) {
      throw uidMismatch(request, uid, "");
    }
    boolean unversioned = object.path("metadata").path("resourceVersion").asText().isEmpty();
    if (scope.definition().strategy().allowsCreateOnUpdate()
        && scope.subresource().isEmpty()
        && unversioned) {
      ObjectNode created = object.deepCopy();
      creation.own(request.form(), created, request.options());
      return creation.attempt(scope, created, request.options(), state, warnings);
    }
    throw ApiException.notFound(request.resource(), request.name());
  }

  private CompletionStage<Written> attempt(Request request, StoredObject current, Snapshot state) {
    List<String> warnings = new ArrayList<>();
    ObjectNode wish = request.wish().from(current, warnings);
    checkVersion(request, wish, current);
    checkUid(request, wish, current);
    ObjectNode object = request.target().object(current, wish);
    ApiObject old = current.object();
    own(request, current, wish, object);
    JsonNode owners = object.path("metadata").get(FieldTracking.FIELD);
    WriteContext context = new WriteContext(request.scope(), clock.instant(), state);
    Admitted admitted =
        Admitted.through(
            admission,
            request.scope(),
            new Admitted.AdmittedWrite(Operation.UPDATE, request.name(), object, old, state),
            request.options(),
            admitting -> {
              decoder.decodeAgain(admitting);
              warnings.addAll(FieldTracking.restoreAfterAdmission(object, owners));
              prepareAndValidate(request, context, object, old);
            });
    warnings.addAll(request.scope().definition().strategy().warnings(context, object));
    warnings.addAll(admitted.warnings());
    FieldTracking.keepTimes(object, old);
    if (ObjectMetadata.sameContent(object, old)) {
      return done(request, current, warnings);
    }
    if (request.options().dryRun() && !store.keepsBack()) {
      return done(request, copyAt(current, object, current.revision()), warnings);
    }
    return commit(request, context, new NewVersion(current, object, admitted), warnings);
  }

  /** What the client asked for is decided now; what the server changes after this is nobody's. */
  private void own(Request request, StoredObject current, ObjectNode wish, ObjectNode object) {
    UpdateTarget target = request.target();
    if (request.applies()) {
      target.takeOwners(wish, object);
      return;
    }
    ServedForm form = request.form();
    target.own(
        target.ownership(fields, form.served()),
        current,
        object,
        fields.writer(form.served(), form.kind(target.kind()), request.options()));
  }

  /** A version that was admitted, and the one it replaces. */
  private record NewVersion(StoredObject current, ObjectNode object, Admitted admitted) {}

  private CompletionStage<Written> commit(
      Request request, WriteContext context, NewVersion version, List<String> warnings) {
    StoredObject current = version.current();
    ObjectNode object = version.object();
    boolean last = endsDeletion(request.scope().definition(), object, current.object());
    List<Mutation> mutations = new ArrayList<>();
    mutations.add(
        last
            ? new Mutation.Delete(request.resource(), request.key(), current.revision())
            : new Mutation.Update(request.resource(), request.key(), object, current.revision()));
    mutations.addAll(
        request
            .scope()
            .definition()
            .strategy()
            .companionMutations(context, last ? null : object, current.object()));
    mutations.addAll(version.admitted().mutations());
    return store
        .commit(new MutationGroup(mutations))
        .thenCompose(result -> {
          StoredObject written =
              last
                  ? copyAt(current, object, result.revision())
                  : result.outcomes().getFirst().orElseThrow();
          return done(request, written, warnings);
        });
  }

  private static CompletionStage<Written> done(
      Request request, StoredObject object, List<String> warnings) {
    return CompletableFuture.completedFuture(
        new Written(request.target().answer(object), false, warnings));
  }

  private static StoredObject copyAt(StoredObject current, ObjectNode object, long revision) {
    ObjectMetadata.of(object).put("resourceVersion", Long.toString(revision));
    return new StoredObject(
        current.resource(), current.key(), revision, ObjectMetadata.encode(object));
  }

  /** Whether nothing keeps the object any more whose deletion was asked for. */
  private static boolean endsDeletion(
      ResourceDefinition definition, ObjectNode object, ApiObject old) {
    OptionalLong grace = ObjectMetadata.gracePeriod(old);
    return old.isBeingDeleted()
        && (grace.isEmpty() || grace.getAsLong() == 0)
        && ObjectMetadata.finalizers(object).isEmpty()
        && !definition.strategy().keepsDeleted(object);
  }

  private static void prepareAndValidate(
      Request request, WriteContext context, ObjectNode object, ApiObject old) {
    request.target().prepare(context, object, old);
    List<FieldError> metadata = ObjectMetadataValidation.validateUpdate(object, old);
    // The causes name a broken rule of metadata twice, as Kubernetes does: once for every kind's
    // rules, once for the kind's own.
    List<FieldError> errors = new ArrayList<>(metadata);
    errors.addAll(metadata);
    errors.addAll(request.target().validate(context, object, old));
    if (!errors.isEmpty()) {
      // Of a custom resource's scale the resource itself is named.
      GroupVersionKind kind =
          request.scope().definition().isCustom()
              ? request.scope().groupVersionKind()
              : request.target().kind();
      throw ApiException.invalid(kind.group(), kind.kind(), request.name(), errors);
    }
  }

  private static void checkVersion(Request request, ObjectNode wish, StoredObject current) {
    String version = wish.path("metadata").path("resourceVersion").asText();
    if (version.isEmpty() || version.equals("0")) {
      boolean mayLeaveOut =
          request.scope().definition().strategy().allowsUnconditionalUpdate()
              || request.target() instanceof UpdateTarget.Scale;
      if (!mayLeaveOut) {
        throw versionRequired(request);
      }
      return;
    }
    if (ResourceVersions.parse(version) != current.revision()) {
      throw ApiException.modified(request.resource(), request.name());
    }
  }

  private static ApiException versionRequired(Request request) {
    GroupResource resource = request.resource();
    String body = "Invalid value: 0x0: must be specified for an update";
    return ApiException.of(
        StatusReason.INVALID,
        resource + " \"" + request.name() + "\" is invalid: metadata.resourceVersion: " + body,
        resource,
        request.name(),
        List.of(new StatusCause("FieldValueInvalid", body, "metadata.resourceVersion")));
  }

  private static void checkUid(Request request, ObjectNode wish, StoredObject current) {
    String uid = wish.path("metadata").path("uid").asText();
    if (!uid.isEmpty() && !uid.equals(current.object().uid())) {
      throw uidMismatch(request, uid, current.object().uid());
    }
  }

  private static ApiException uidMismatch(Request request, String wanted, String actual) {
    GroupResource resource = request.resource();
    String prefix = resource.group().isEmpty() ? "" : resource.group() + "/";
    return ApiException.conflict(
        resource,
        request.name(),
        "StorageError: invalid object, Code: 4, Key: /registry/"
            + prefix
            + resource.resource()
            + "/"
            + request.key()
            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
            + wanted
            + ", UID in object meta: "
            + actual);
  }
}
