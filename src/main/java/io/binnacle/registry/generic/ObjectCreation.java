package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionFacade;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.WriteOptions;
import io.binnacle.registry.Written;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Creates objects. */
final class ObjectCreation {
  /** No vowels and no look-alikes, so that no words appear: what Kubernetes draws from. */
  private static final String ENDING_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int ENDING_LENGTH = 5;
  private static final int MAX_GENERATED_LENGTH = 63;

  private final ObjectStore store;
  private final AdmissionFacade admission;
  private final ObjectDecoder decoder;
  private final FieldTracking fields;
  private final Attempts attempts;
  private final RegistryEnvironment environment;

  ObjectCreation(WritePath path) {
    this.store = path.store();
    this.admission = path.admission();
    this.decoder = path.decoder();
    this.fields = path.fields();
    this.attempts = path.attempts();
    this.environment = path.environment();
  }

  CompletionStage<Written> create(ServedForm form, ObjectNode object, WriteOptions options) {
    RequestScope scope = form.stored();
    List<String> warnings = decoder.decode(form.served().groupVersionKind(), object, options);
    ObjectDecoder.checkNamespace(scope, object);
    decoder.applyDefaults(form.served().groupVersionKind(), object);
    if (!form.isStored()) {
      form.validateCreate(object);
      decoder.store(form, object);
    }
    ResourceStrategy strategy = scope.definition().strategy();
    if (strategy.virtualCreation().isPresent()) {
      return virtual(scope, strategy.virtualCreation().get(), object, options, warnings);
    }
    own(form, object, options);
    GroupResource resource = scope.definition().groupResource();
    String name = object.path("metadata").path("name").asText();
    boolean generated = name.isEmpty() && object.path("metadata").hasNonNull("generateName");
    return attempts.run(
        resource,
        name,
        failure -> mayRetry(failure, resource, generated),
        state -> attempt(scope, object.deepCopy(), options, state, warnings));
  }

  /** Makes the client the owner of all that it sent; what the server adds later is nobody's. */
  void own(ServedForm form, ObjectNode object, WriteOptions options) {
    RequestScope served = form.served();
    fields.of(served).create(object, fields.writer(served, served.groupVersionKind(), options));
  }

  /**
   * An existing object is final unless the name was drawn; a conflict over another object of the
   * group, such as an address that somebody else reserved, is not.
   */
  private static boolean mayRetry(
      StoreException failure, GroupResource resource, boolean generated) {
    return Attempts.onConflict(failure) && (generated || !resource.equals(failure.resource()));
  }

  private static CompletionStage<Written> virtual(
      RequestScope scope,
      ResourceStrategy.VirtualCreation creation,
      ObjectNode object,
      WriteOptions options,
      List<String> warnings) {
    GroupResource resource = scope.definition().groupResource();
    ObjectKey key = new ObjectKey(scope.namespace(), object.path("metadata").path("name").asText());
    return creation
        .create(scope, object, options)
        .thenApply(answer ->
            new Written(
                new StoredObject(resource, key, 0, ObjectMetadata.encode(answer)), true, warnings));
  }

  /**
   * Creates an object that is decoded and has its defaults and owners, on a given state.
   *
   * @param object taken over
   */
  CompletionStage<Written> attempt(
      RequestScope scope,
      ObjectNode object,
      WriteOptions options,
      Snapshot state,
      List<String> decodingWarnings) {
    ResourceDefinition definition = scope.definition();
    WriteContext context = new WriteContext(scope, environment.clock().instant(), state);
    generateName(object, environment.random());
    String name = object.path("metadata").path("name").asText();
    List<String> warnings = new ArrayList<>(decodingWarnings);
    JsonNode owners = object.path("metadata").get(FieldTracking.FIELD);
    Admitted admitted =
        Admitted.through(
            admission,
            scope,
            new Admitted.AdmittedWrite(Operation.CREATE, name, object, null, state),
            options,
            request -> {
              decoder.decodeAgain(request);
              warnings.addAll(FieldTracking.restoreAfterAdmission(object, owners));
              prepareAndValidate(context, object);
            });
    ObjectKey key = new ObjectKey(scope.namespace(), name);
    warnings.addAll(definition.strategy().warnings(context, object));
    warnings.addAll(admitted.warnings());
    GroupResource resource = definition.groupResource();
    if (options.dryRun() && !store.keepsBack()) {
      return CompletableFuture.completedFuture(dryRun(resource, key, object, state, warnings));
    }
    List<Mutation> mutations = new ArrayList<>();
    mutations.add(new Mutation.Create(resource, key, object));
    mutations.addAll(definition.strategy().companionMutations(context, object, null));
    mutations.addAll(admitted.mutations());
    return store
        .commit(new MutationGroup(mutations))
        .thenApply(
            result -> new Written(result.outcomes().getFirst().orElseThrow(), true, warnings));
  }

  private static Written dryRun(
      GroupResource resource,
      ObjectKey key,
      ObjectNode object,
      Snapshot state,
      List<String> warnings) {
    if (state.get(resource, key) != null) {
      throw ApiException.alreadyExists(resource, key.name());
    }
    return new Written(
        new StoredObject(resource, key, 0, ObjectMetadata.encode(object)), true, warnings);
  }

  private void prepareAndValidate(WriteContext context, ObjectNode object) {
    ResourceDefinition definition = context.scope().definition();
    ResourceStrategy strategy = definition.strategy();
    ObjectMetadata.prepareForCreate(
        object, strategy, environment.uids().get().toString(), context.now());
    if (definition.hasStatus() && !strategy.keepsStatusOnCreate()) {
      object.remove("status");
    }
    strategy.prepareForCreate(context, object);
    List<FieldError> errors =
        new ArrayList<>(ObjectMetadataValidation.validateCreate(object, definition));
    errors.addAll(strategy.validate(context, object));
    errors.addAll(strategy.validateCreate(context, object));
    if (errors.isEmpty()) {
      errors.addAll(strategy.allocate(context, object, null));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(
          definition.group(),
          definition.kind(),
          object.path("metadata").path("name").asText(),
          errors);
    }
  }

  private static void generateName(ObjectNode object, RandomGenerator random) {
    ObjectNode metadata = ObjectMetadata.of(object);
    String prefix = metadata.path("generateName").asText();
    if (prefix.isEmpty() || !metadata.path("name").asText().isEmpty()) {
      return;
    }
    int kept = Math.min(prefix.length(), MAX_GENERATED_LENGTH - ENDING_LENGTH);
    StringBuilder name = new StringBuilder(MAX_GENERATED_LENGTH).append(prefix, 0, kept);
    for (int i = 0; i < ENDING_LENGTH; i++) {
      name.append(ENDING_ALPHABET.charAt(random.nextInt(ENDING_ALPHABET.length())));
    }
    metadata.put("name", name.toString());
  }
}
