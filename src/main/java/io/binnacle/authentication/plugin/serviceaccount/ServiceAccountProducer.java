package io.binnacle.authentication.plugin.serviceaccount;

import io.binnacle.configuration.ClusterFiles;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the token keys once for all who sign and verify. */
@Dependent
class ServiceAccountProducer {

  @Produces
  @Singleton
  TokenKeys keys(ClusterFiles files) {
    return TokenKeys.load(files);
  }
}
