package io.binnacle.app;

import io.binnacle.admission.AdmissionFacade;
import io.binnacle.apiserver.aggregation.AggregationHandler;
import io.binnacle.apiserver.aggregation.ExtensionApis;
import io.binnacle.apiserver.aggregation.ExtensionServers;
import io.binnacle.apiserver.bundle.BundleHandler;
import io.binnacle.apiserver.bundle.BundleOpenApi;
import io.binnacle.apiserver.discovery.DiscoveryHandler;
import io.binnacle.apiserver.encoding.ContentNegotiation;
import io.binnacle.apiserver.encoding.ResultEncoder;
import io.binnacle.apiserver.encoding.TableRenderer;
import io.binnacle.apiserver.endpoint.ResponseExecutor;
import io.binnacle.apiserver.facade.ApiFacade;
import io.binnacle.apiserver.handler.ConnectHandler;
import io.binnacle.apiserver.handler.JoinHandler;
import io.binnacle.apiserver.handler.OpenApiHandler;
import io.binnacle.apiserver.handler.RequestDispatcher;
import io.binnacle.apiserver.handler.RequestHandler;
import io.binnacle.apiserver.handler.ResourceHandler;
import io.binnacle.apiserver.handler.UnknownPathHandler;
import io.binnacle.apiserver.handler.VersionHandler;
import io.binnacle.apiserver.inprocess.InProcessApiClients;
import io.binnacle.apiserver.metrics.MetricsHandler;
import io.binnacle.apiserver.openapi.OpenApiDocuments;
import io.binnacle.apiserver.proxy.ProxyConnectHandler;
import io.binnacle.apiserver.proxy.ProxyExchange;
import io.binnacle.apiserver.resourcemetrics.ResourceMetricsHandler;
import io.binnacle.apiserver.watch.WatchBudget;
import io.binnacle.apiserver.watch.WatchMetrics;
import io.binnacle.apiserver.watch.WatchStreams;
import io.binnacle.authentication.join.NodeJoin;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.apiextensions.customresource.ServedSchemas;
import io.binnacle.registry.generic.GenericRegistry;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.schema.protobuf.ProtobufEncoder;
import io.binnacle.storage.ObjectStore;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import org.jspecify.annotations.Nullable;

/** Puts the API server's edge together. */
@Dependent
public class ApiServerProducer {
  private static final String KUBERNETES_LEVEL = "1.36";
  private static final int WATCH_SHARE_OF_MEMORY = 8;
  private static final String BINNACLE_VERSION = "0.1.0";

  @Resource private @Nullable ManagedScheduledExecutorService timer;

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  SecureRandom secureRandom() {
    return new SecureRandom();
  }

  @Produces
  @Singleton
  ProtobufEncoder protobufEncoder(BuiltInSchemaCatalog schemas) {
    return new ProtobufEncoder(schemas);
  }

  @Produces
  @Singleton
  ResultEncoder resultEncoder(Clock clock, ProtobufEncoder protobuf) {
    return new ResultEncoder(new TableRenderer(clock), protobuf);
  }

  @Produces
  @Singleton
  ContentNegotiation contentNegotiation(ProtobufEncoder protobuf) {
    return new ContentNegotiation(protobuf::knows);
  }

  @Produces
  @Singleton
  WatchStreams watchStreams(ResultEncoder encoder, MetricRegistry metrics) {
    if (timer == null) {
      throw new IllegalStateException("no managed executor was injected");
    }
    return new WatchStreams(
        encoder,
        timer,
        RandomGenerator.getDefault(),
        new WatchMetrics(metrics),
        new WatchBudget(Runtime.getRuntime().maxMemory() / WATCH_SHARE_OF_MEMORY));
  }

  @Produces
  @Singleton
  ProxyExchange proxyExchange(HttpClients clients) {
    return new ProxyExchange(clients.agents(), clients.workloads());
  }

  @Produces
  @Singleton
  ExtensionApis extensionApis() {
    return new ExtensionApis();
  }

  @Produces
  @Singleton
  ExtensionServers extensionServers(ObjectStore store, HttpClients clients) {
    return new ExtensionServers(
        store, new ServiceEndpoints(RandomGenerator.getDefault()), clients.extensions());
  }

  @Produces
  @Singleton
  RequestDispatcher dispatcher(
      ResourceCatalog catalog,
      ServedSchemas schemas,
      GenericRegistry registry,
      ContentNegotiation negotiation,
      ObjectStore store,
      MetricRegistry application,
      @RegistryScope(scope = MetricRegistry.BASE_SCOPE) MetricRegistry base,
      HttpClients clients,
      ExtensionApis extensions,
      ExtensionServers extensionServers,
      NodeJoin join,
      AdmissionFacade admission,
      AuthorizationChain authorization,
      ResponseExecutor executor,
      Clock clock,
      ServerConfiguration configuration) {
    DiscoveryHandler discovery =
        new DiscoveryHandler(
            catalog,
            Stream.concat(
                    ResourceMetricsHandler.resources().stream(), BundleHandler.resources().stream())
                .toList(),
            extensions,
            "127.0.0.1:" + configuration.port());
    ConnectHandler connect =
        new ProxyConnectHandler(store, RandomGenerator.getDefault(), admission);
    List<RequestHandler> handlers =
        List.of(
            new AggregationHandler(extensions, extensionServers),
            new ResourceHandler(catalog, registry, connect, negotiation),
            new BundleHandler(
                catalog,
                registry,
                within -> new ResourceHandler(catalog, within, connect, negotiation),
                authorization,
                executor),
            new ResourceMetricsHandler(
                store, clients.agents(), clock, RandomGenerator.getDefault()),
            discovery,
            new OpenApiHandler(
                new OpenApiDocuments(
                    catalog,
                    schemas,
                    List.of(BundleOpenApi.documents()),
                    extensions,
                    "v" + KUBERNETES_LEVEL + ".0")),
            new VersionHandler(KUBERNETES_LEVEL, BINNACLE_VERSION),
            new JoinHandler(join),
            new MetricsHandler(List.of(application, base)),
            new UnknownPathHandler(discovery::servesBuiltInGroup));
    return new RequestDispatcher(handlers);
  }

  @Produces
  @Singleton
  InProcessApiClients inProcessClients(ApiFacade facade) {
    return new InProcessApiClients(facade);
  }
}
