package io.binnacle.authorization.plugin.alwaysallow;

import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AccessRules;
import io.binnacle.authorization.Authorizer;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import jakarta.enterprise.context.Dependent;

/** Allows everything to everybody who is authenticated. */
@Dependent
public class AlwaysAllowAuthorizer implements Authorizer {
  private static final Decision ALLOW = new Decision.Allow("AlwaysAllow");

  @Override
  public String mode() {
    return "AlwaysAllow";
  }

  @Override
  public Decision authorize(RequestAttributes attributes) {
    return ALLOW;
  }

  @Override
  public AccessRules rules(UserInfo user, String namespace) {
    return AccessRules.everything();
  }
}
