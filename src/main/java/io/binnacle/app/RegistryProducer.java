package io.binnacle.app;

import io.binnacle.admission.AdmissionFacade;
import io.binnacle.apiserver.endpoint.ResponseExecutor;
import io.binnacle.extension.ExtensionClients;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.extension.WebhookClient;
import io.binnacle.registry.ApiConfiguration;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ServedVersions;
import io.binnacle.registry.apiextensions.customresource.CustomResources;
import io.binnacle.registry.apiextensions.customresource.ServedSchemas;
import io.binnacle.registry.generic.DefaultResourceCatalog;
import io.binnacle.registry.generic.GenericRegistry;
import io.binnacle.registry.generic.GuaranteedUpdate;
import io.binnacle.registry.generic.RegistryEnvironment;
import io.binnacle.schema.BodyDecoder;
import io.binnacle.schema.SchemaEngine;
import io.binnacle.schema.StructuralSchemaEngine;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.schema.protobuf.ProtobufDecoder;
import io.binnacle.schema.protobuf.WireFormatBodyDecoder;
import io.binnacle.storage.ObjectStore;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Puts schemas, kinds and the registry together. */
@Dependent
public class RegistryProducer {
  @Produces
  @Singleton
  BuiltInSchemaCatalog schemaCatalog() {
    return new BuiltInSchemaCatalog();
  }

  @Produces
  @Singleton
  SchemaEngine schemaEngine() {
    return new StructuralSchemaEngine();
  }

  @Produces
  @Singleton
  BodyDecoder bodyDecoder(BuiltInSchemaCatalog catalog) {
    return new WireFormatBodyDecoder(new ProtobufDecoder(catalog));
  }

  @Produces
  @Singleton
  DefaultResourceCatalog resourceCatalog(
      Instance<BuiltInResource> builtIns, ApiConfiguration configuration) {
    return new DefaultResourceCatalog(new ServedVersions(configuration).of(builtIns));
  }

  @Produces
  @Singleton
  ServedSchemas servedSchemas(BuiltInSchemaCatalog builtIn, ResourceCatalog catalog) {
    return new ServedSchemas(builtIn, catalog);
  }

  @Produces
  @Singleton
  CustomResources customResources(
      ObjectStore store,
      DefaultResourceCatalog catalog,
      BuiltInSchemaCatalog schemas,
      SchemaEngine engine,
      GenericRegistry registry,
      WebhookClient webhooks,
      ResponseExecutor executor) {
    return new CustomResources(
        store,
        catalog,
        new CustomResources.Compiler(schemas.objectMetadata(), engine, webhooks),
        registry::endWatches,
        executor);
  }

  @Produces
  @Singleton
  WebhookClient webhookClient(ObjectStore store) {
    return new WebhookClient(
        store,
        new ServiceEndpoints(RandomGenerator.getDefault()),
        new ExtensionClients(Optional.empty()));
  }

  @Produces
  @Singleton
  GenericRegistry registry(
      ObjectStore store,
      AdmissionFacade admission,
      ServedSchemas schemas,
      SchemaEngine engine,
      ResourceCatalog catalog,
      Clock clock,
      ResponseExecutor executor) {
    return new GenericRegistry(
        store,
        admission,
        schemas,
        engine,
        catalog,
        new RegistryEnvironment(clock, UUID::randomUUID, RandomGenerator.getDefault(), executor));
  }

  @Produces
  @Singleton
  GuaranteedUpdate guaranteedUpdate(ObjectStore store, ResponseExecutor executor) {
    return new GuaranteedUpdate(store, executor);
  }
}
