package io.binnacle.authorization;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one authorization chain of the authorizers that the configuration names. */
@Dependent
class AuthorizationProducer {

  @Produces
  @Singleton
  AuthorizationChain chain(
      Instance<Authorizer> authorizers, AuthorizationConfiguration configuration) {
    return new AuthorizationChain(authorizers, configuration.mode());
  }
}
