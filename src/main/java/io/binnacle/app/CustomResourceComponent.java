package io.binnacle.app;

import io.binnacle.registry.apiextensions.customresource.CustomResources;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** Serves custom resources as soon as the store is open, before the first request. */
@Dependent
public class CustomResourceComponent implements Component {
  private final ServerConfiguration configuration;
  private final Provider<CustomResources> resources;

  @Inject
  public CustomResourceComponent(
      ServerConfiguration configuration, Provider<CustomResources> resources) {
    this.configuration = configuration;
    this.resources = resources;
  }

  @Override
  public String name() {
    return "custom resources";
  }

  @Override
  public int order() {
    return 110;
  }

  @Override
  public boolean isEnabled() {
    return configuration.isControlPlane();
  }

  @Override
  public void start() {
    resources.get().start();
  }

  @Override
  public void stop() {
    resources.get().close();
  }
}
