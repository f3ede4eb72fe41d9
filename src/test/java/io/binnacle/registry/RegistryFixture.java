package io.binnacle.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.AuthenticationChain;
import io.binnacle.authentication.ServiceAccountTokenIssuer;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.extension.ExtensionClients;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.extension.WebhookClient;
import io.binnacle.registry.apiextensions.customresource.CustomResources;
import io.binnacle.registry.apiextensions.customresource.ServedSchemas;
import io.binnacle.registry.apiextensions.customresourcedefinition.CustomResourceDefinitionResource;
import io.binnacle.registry.authentication.selfsubjectreview.SelfSubjectReviewResource;
import io.binnacle.registry.authentication.tokenreview.TokenReviewResource;
import io.binnacle.registry.authorization.LocalSubjectAccessReviewResource;
import io.binnacle.registry.authorization.SelfSubjectAccessReviewResource;
import io.binnacle.registry.authorization.SelfSubjectRulesReviewResource;
import io.binnacle.registry.authorization.SubjectAccessReviewResource;
import io.binnacle.registry.certificates.certificatesigningrequest.CertificateSigningRequestResource;
import io.binnacle.registry.core.binding.BindingResource;
import io.binnacle.registry.core.pod.PodResource;
import io.binnacle.registry.core.service.ServiceConfiguration;
import io.binnacle.registry.core.service.ServiceResource;
import io.binnacle.registry.core.serviceaccount.ServiceAccountResource;
import io.binnacle.registry.generic.DefaultResourceCatalog;
import io.binnacle.registry.generic.GenericRegistry;
import io.binnacle.registry.generic.GuaranteedUpdate;
import io.binnacle.registry.generic.RegistryEnvironment;
import io.binnacle.schema.StructuralSchemaEngine;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.memory.MemoryObjectStore;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** A registry of all built-in kinds over a store in memory, with an admission that admits all. */
public final class RegistryFixture implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  public static final String NAMESPACE = "test";

  /** Loading it is the most of a fixture's cost, and it never changes. */
  private static final BuiltInSchemaCatalog SCHEMAS = new BuiltInSchemaCatalog();

  private static final List<Class<?>> KINDS = classesOfKinds();

  private static final WriteOptions OPTIONS =
      new WriteOptions(false, WriteOptions.FieldValidation.STRICT, "test", false);

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final DefaultResourceCatalog catalog;
  private final GenericRegistry registry;
  private final CustomResources customResources;

  public RegistryFixture() {
    this("10.96.0.0/24");
  }

  public RegistryFixture(String serviceCidr) {
    this(serviceCidr, ForkJoinPool.commonPool());
  }

  /**
   * @param executor runs what is tried again
   */
  public RegistryFixture(String serviceCidr, Executor executor) {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    GuaranteedUpdate updates = new GuaranteedUpdate(store, executor);
    Random random = new Random(7);
    List<BuiltInResource> kinds = new ArrayList<>(plainKinds());
    kinds.add(new PodResource(updates, clock, this::registry));
    kinds.add(new ServiceResource(new ServiceConfiguration(serviceCidr, "30000-32767"), random));
    kinds.add(new ServiceAccountResource(RegistryFixture::issuer, store, clock));
    kinds.add(new BindingResource(updates, clock));
    kinds.add(new CertificateSigningRequestResource(clock));
    kinds.add(new SelfSubjectReviewResource(clock));
    kinds.add(new TokenReviewResource(() -> new AuthenticationChain(List.of(), true)));
    Provider<AuthorizationChain> authorization = () -> new AuthorizationChain(List.of(), List.of());
    kinds.add(new SubjectAccessReviewResource(authorization));
    kinds.add(new LocalSubjectAccessReviewResource(authorization));
    kinds.add(new SelfSubjectAccessReviewResource(authorization));
    kinds.add(new SelfSubjectRulesReviewResource(authorization));
    kinds.add(new CustomResourceDefinitionResource(SCHEMAS));
    catalog = new DefaultResourceCatalog(kinds);
    StructuralSchemaEngine engine = new StructuralSchemaEngine();
    registry =
        new GenericRegistry(
            store,
            (request, prepareAndValidate) -> prepareAndValidate.run(),
            new ServedSchemas(SCHEMAS, catalog),
            engine,
            catalog,
            new RegistryEnvironment(clock, UUID::randomUUID, random, executor));
    customResources =
        new CustomResources(
            store,
            catalog,
            new CustomResources.Compiler(
                SCHEMAS.objectMetadata(),
                engine,
                new WebhookClient(
                    store, new ServiceEndpoints(random), new ExtensionClients(Optional.empty()))),
            registry::endWatches,
            Runnable::run);
    customResources.start();
  }

  /** The kinds that need nothing but themselves, found by type as the server finds them. */
  private static List<BuiltInResource> plainKinds() {
    List<BuiltInResource> kinds = new ArrayList<>();
    for (Class<?> kind : KINDS) {
      try {
        kinds.add((BuiltInResource) kind.getConstructor().newInstance());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return kinds;
  }

  private static List<Class<?>> classesOfKinds() {
    List<Class<?>> kinds = new ArrayList<>();
    for (JavaClass imported : new ClassFileImporter().importPackages("io.binnacle.registry")) {
      if (imported.isAssignableTo(BuiltInResource.class)
          && !imported.isInterface()
          && imported.tryGetConstructor().isPresent()) {
        kinds.add(imported.reflect());
      }
    }
    return kinds;
  }

  private static ServiceAccountTokenIssuer issuer() {
    return request ->
        new ServiceAccountTokenIssuer.Issued(
            "a.b.c", NOW.plus(request.lifetime()), request.audiences());
  }

  public Registry registry() {
    return registry;
  }

  public ResourceCatalog catalog() {
    return catalog;
  }

  public MemoryObjectStore store() {
    return store;
  }

  public RequestScope scope(String group, String plural) {
    return scope(group, plural, "");
  }

  public RequestScope scope(String group, String plural, String subresource) {
    ResourceDefinition definition = catalog.find(new GroupResource(group, plural)).orElseThrow();
    return new RequestScope(
        definition,
        definition.storageVersion(),
        definition.namespaced() ? NAMESPACE : "",
        subresource,
        UserInfo.of("admin", UserInfo.MASTERS));
  }

  public StoredObject create(RequestScope scope, String json) {
    return await(registry.create(scope, Json.readTrusted(json), OPTIONS)).object();
  }

  public StoredObject create(String plural, String json) {
    return create(scope("", plural), json);
  }

  public StoredObject update(RequestScope scope, String name, ObjectNode object) {
    return await(registry.update(scope, name, object, OPTIONS)).object();
  }

  public StoredObject merge(RequestScope scope, String name, String json) {
    PatchRequest patch = new PatchRequest(PatchRequest.Format.MERGE, Json.readTrusted(json));
    return await(registry.patch(scope, name, patch, OPTIONS)).object();
  }

  public StoredObject merge(String plural, String name, String json) {
    return merge(scope("", plural), name, json);
  }

  public Deleted delete(RequestScope scope, String name, String options) {
    return await(registry.delete(scope, name, Json.readTrusted(options), false));
  }

  public StoredObject get(RequestScope scope, String name) {
    return await(registry.get(scope, name, ""));
  }

  /** The stage's outcome; its ApiException is thrown as it is. */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ApiException refusal) {
        throw refusal;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    customResources.close();
    store.close();
  }
}
