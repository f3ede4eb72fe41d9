package io.binnacle.admission;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one admission chain of all plugins that are on the class path and enabled. */
@Dependent
class AdmissionProducer {

  @Produces
  @Singleton
  AdmissionChain chain(Instance<AdmissionPlugin> plugins, AdmissionConfiguration configuration) {
    return new AdmissionChain(plugins, configuration.disablePlugins());
  }
}
