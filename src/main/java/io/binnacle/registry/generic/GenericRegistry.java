package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionFacade;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.registry.Deleted;
import io.binnacle.registry.Page;
import io.binnacle.registry.PatchRequest;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.Registry;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Transaction;
import io.binnacle.registry.WatchSink;
import io.binnacle.registry.WriteOptions;
import io.binnacle.registry.Written;
import io.binnacle.schema.SchemaCatalog;
import io.binnacle.schema.SchemaEngine;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The registry over an object store, one for all resources. Safe for any thread; blocks none. */
public final class GenericRegistry implements Registry, Transaction.Source {
  private final AdmissionFacade admission;
  private final ObjectDecoder decoder;
  private final ObjectReader reader;
  private final PastReader past;
  private final ObjectWatch watches;
  private final ObjectCreation creation;
  private final ObjectUpdate updates;
  private final ObjectDeletion deletion;
  private final Executor executor;
  private final Supplier<CompletionStage<Transaction>> transactions;
  private final CustomWatches customWatches = new CustomWatches();

  public GenericRegistry(
      ObjectStore store,
      AdmissionFacade admission,
      SchemaCatalog schemas,
      SchemaEngine engine,
      ResourceCatalog catalog,
      RegistryEnvironment environment) {
    this.admission = admission;
    this.executor = environment.executor();
    Attempts attempts = new Attempts(store, environment.executor());
    decoder = new ObjectDecoder(schemas, engine, catalog);
    past = new PastReader(store, environment.clock());
    reader = new ObjectReader(store, past);
    watches = new ObjectWatch(store, reader);
    WritePath path =
        new WritePath(
            store,
            admission,
            decoder,
            new FieldTracking(decoder, catalog, environment.clock()),
            attempts,
            environment);
    creation = new ObjectCreation(path);
    updates = new ObjectUpdate(path, creation);
    deletion = new ObjectDeletion(store, admission, attempts, environment.clock());
    transactions =
        () ->
            store
                .draft()
                .thenApply(draft ->
                    new DraftedTransaction(
                        draft,
                        new GenericRegistry(
                            draft, admission, schemas, engine, catalog, environment)));
  }

  /** Results come on threads of the store, which must not wait for another server. */
  private <T> CompletionStage<T> served(
      ServedForm form, CompletionStage<T> result, UnaryOperator<T> conversion) {
    return form.mayBlock()
        ? result.thenApplyAsync(conversion, executor)
        : result.thenApply(conversion);
  }

  @Override
  public CompletionStage<Written> create(
      RequestScope scope, ObjectNode object, WriteOptions options) {
    ServedForm form = ServedForm.of(scope);
    return served(form, creation.create(form, object, options), form::serve);
  }

  @Override
  public CompletionStage<StoredObject> get(
      RequestScope scope, String name, String resourceVersion) {
    ServedForm form = ServedForm.of(scope);
    return served(form, reader.get(form.stored(), name, resourceVersion), form::serve);
  }

  @Override
  public CompletionStage<StoredObject> getAt(RequestScope scope, String name, String at) {
    ServedForm form = ServedForm.of(scope);
    return served(form, past.get(form.stored(), name, at), form::serve);
  }

  @Override
  public CompletionStage<List<ObjectVersion>> history(RequestScope scope, String name) {
    ServedForm form = ServedForm.of(scope);
    return served(
        form,
        past.versions(form.stored(), name),
        versions ->
            versions.stream()
                .map(version ->
                    new ObjectVersion(
                        form.serve(version.object()), version.created(), version.deletion()))
                .toList());
  }

  @Override
  public CompletionStage<Page> list(RequestScope scope, ReadOptions options) {
    ServedForm form = ServedForm.of(scope);
    return served(form, reader.list(form.stored(), options), form::serve);
  }

  @Override
  public CompletionStage<Written> update(
      RequestScope scope, String name, ObjectNode object, WriteOptions options) {
    ServedForm form = ServedForm.of(scope);
    return served(form, updates.update(form, name, object, options), form::serve);
  }

  @Override
  public CompletionStage<Written> patch(
      RequestScope scope, String name, PatchRequest patch, WriteOptions options) {
    ServedForm form = ServedForm.of(scope);
    return served(form, updates.patch(form, name, patch, options), form::serve);
  }

  @Override
  public CompletionStage<Deleted> delete(
      RequestScope scope, String name, JsonNode options, boolean dryRun) {
    ServedForm form = ServedForm.of(scope);
    return served(form, deletion.delete(form.stored(), name, options, dryRun), form::serve);
  }

  @Override
  public CompletionStage<Page> deleteCollection(
      RequestScope scope, ReadOptions selection, JsonNode options, boolean dryRun) {
    ServedForm form = ServedForm.of(scope);
    return served(
        form,
        reader
            .list(form.stored(), selection)
            .thenCompose(selected -> deletion.deleteAll(form.stored(), selected, options, dryRun)),
        form::serve);
  }

  @Override
  public CompletionStage<ObjectNode> getScale(RequestScope scope, String name) {
    Subresource subresource = scope.definition().subresource(scope.subresource()).orElse(null);
    return reader
        .get(scope, name, "")
        .thenApply(object ->
            subresource instanceof Subresource.Scale scale
                ? ScaleDocument.of(scale, scope.definition()).of(object.object().tree())
                : object.object().copyTree());
  }

  @Override
  public CompletionStage<ObjectNode> act(
      RequestScope scope, String name, ObjectNode document, WriteOptions options) {
    Subresource subresource = scope.definition().subresource(scope.subresource()).orElse(null);
    if (!(subresource instanceof Subresource.Action action)) {
      throw ApiException.methodNotAllowed(scope.definition().groupResource(), "create");
    }
    decoder.decode(action.kind(), document, options);
    checkSameName(action, name, document);
    ObjectDecoder.checkNamespace(scope, document);
    return reader
        .get(scope, name, "")
        .thenCompose(parent -> {
          // Plugins may refuse an action, as in Kubernetes; what they want committed has no commit
          // to go with.
          Admitted.through(
              admission,
              scope,
              new Admitted.AdmittedWrite(Operation.CREATE, name, document, null, null),
              options,
              decoder::decodeAgain);
          return action.handler().handle(scope, parent, document, options);
        });
  }

  private static void checkSameName(Subresource.Action action, String name, ObjectNode document) {
    ObjectNode metadata = ObjectMetadata.of(document);
    String given = metadata.path("name").asText();
    if (given.isEmpty()) {
      metadata.put("name", name);
    } else if (!given.equals(name)) {
      throw ApiException.badRequest(
          "name in URL does not match name in " + action.kind().kind() + " object");
    }
  }

  @Override
  public WatchSubscription watch(RequestScope scope, ReadOptions options, WatchSink sink) {
    ServedForm form = ServedForm.of(scope);
    WatchSubscription subscription =
        watches.watch(form.stored(), options, form.serve(sink, executor));
    return scope.definition().isCustom()
        ? customWatches.keep(scope.definition().groupResource(), sink, subscription)
        : subscription;
  }

  @Override
  public CompletionStage<Transaction> begin() {
    return transactions.get();
  }

  /** Ends the watches of a custom resource that is no longer served. */
  public void endWatches(GroupResource resource) {
    customWatches.endAll(resource);
  }
}
