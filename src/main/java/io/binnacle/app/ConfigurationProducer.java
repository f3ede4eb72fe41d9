package io.binnacle.app;

import io.binnacle.admission.AdmissionConfiguration;
import io.binnacle.authentication.AuthenticationConfiguration;
import io.binnacle.authorization.AuthorizationConfiguration;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationReader;
import io.binnacle.controller.ControllerConfiguration;
import io.binnacle.controller.ControllerSelection;
import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.configuration.RetentionConfiguration;
import io.binnacle.proxy.ProxyConfiguration;
import io.binnacle.registry.ApiConfiguration;
import io.binnacle.registry.core.service.ServiceConfiguration;
import io.binnacle.scheduler.SchedulerConfiguration;
import io.binnacle.storage.EventConfiguration;
import io.binnacle.storage.encryption.EncryptionConfiguration;
import io.binnacle.storage.postgres.StoreConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.eclipse.microprofile.config.Config;

/** Makes the configuration records out of MicroProfile Config: one method a record. */
@ApplicationScoped
public class ConfigurationProducer {
  private final ConfigurationReader reader;

  @Inject
  public ConfigurationProducer(Config config) {
    // Not the server's validator: that one works on managed threads alone, and controllers read
    // theirs on others.
    Validator validator = Validation.buildDefaultValidatorFactory().getValidator();
    reader =
        new ConfigurationReader(name -> config.getOptionalValue(name, String.class), validator);
  }

  private <T extends Record> T read(Class<T> type) {
    return reader.read(type);
  }

  @Produces
  @Singleton
  ConfigurationReader reader() {
    return reader;
  }

  @Produces
  @Singleton
  ServerConfiguration server() {
    return read(ServerConfiguration.class);
  }

  @Produces
  @Singleton
  AuthenticationConfiguration authentication() {
    return read(AuthenticationConfiguration.class);
  }

  @Produces
  @Singleton
  AuthorizationConfiguration authorization() {
    return read(AuthorizationConfiguration.class);
  }

  @Produces
  @Singleton
  AdmissionConfiguration admission() {
    return read(AdmissionConfiguration.class);
  }

  @Produces
  @Singleton
  ApiConfiguration api() {
    return read(ApiConfiguration.class);
  }

  @Produces
  @Singleton
  StoreConfiguration store() {
    return read(StoreConfiguration.class);
  }

  @Produces
  @Singleton
  EncryptionConfiguration encryption() {
    return read(EncryptionConfiguration.class);
  }

  @Produces
  @Singleton
  SchedulerConfiguration scheduler() {
    return read(SchedulerConfiguration.class);
  }

  @Produces
  @Singleton
  ControllerConfiguration controller() {
    return read(ControllerConfiguration.class);
  }

  @Produces
  @Singleton
  ControllerSelection controllers() {
    return read(ControllerSelection.class);
  }

  @Produces
  @Singleton
  EventConfiguration event() {
    return read(EventConfiguration.class);
  }

  @Produces
  @Singleton
  NodeConfiguration node() {
    return read(NodeConfiguration.class);
  }

  @Produces
  @Singleton
  RetentionConfiguration retention() {
    return read(RetentionConfiguration.class);
  }

  @Produces
  @Singleton
  NodeSettings nodeSettings() {
    return new NodeSettings(node(), retention(), proxy());
  }

  @Produces
  @Singleton
  ClusterFiles clusterFiles(ServerConfiguration configuration) {
    return configuration.files();
  }

  @Produces
  @Singleton
  ServiceConfiguration service() {
    return read(ServiceConfiguration.class);
  }

  @Produces
  @Singleton
  ProxyConfiguration proxy() {
    return read(ProxyConfiguration.class);
  }
}
