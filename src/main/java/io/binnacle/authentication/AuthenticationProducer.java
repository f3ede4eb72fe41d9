package io.binnacle.authentication;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one authentication chain of all authenticators that are on the class path. */
@Dependent
class AuthenticationProducer {

  @Produces
  @Singleton
  AuthenticationChain chain(
      Instance<Authenticator> authenticators, AuthenticationConfiguration configuration) {
    return new AuthenticationChain(authenticators, configuration.anonymous());
  }
}
