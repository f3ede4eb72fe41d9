package io.binnacle.authorization.plugin.alwaysdeny;

import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AccessRules;
import io.binnacle.authorization.Authorizer;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import jakarta.enterprise.context.Dependent;

/**
 * Allows nothing; as in Kubernetes it has no opinion rather than denying what a later mode allows.
 */
@Dependent
public class AlwaysDenyAuthorizer implements Authorizer {
  private static final Decision NOTHING = new Decision.NoOpinion("Everything is forbidden.");

  @Override
  public String mode() {
    return "AlwaysDeny";
  }

  @Override
  public Decision authorize(RequestAttributes attributes) {
    return NOTHING;
  }

  @Override
  public AccessRules rules(UserInfo user, String namespace) {
    return AccessRules.none();
  }
}
