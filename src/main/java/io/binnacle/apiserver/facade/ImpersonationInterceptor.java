package io.binnacle.apiserver.facade;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.authentication.Impersonation;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.authorization.RequestAttributes;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a request go on in another user's name when its sender may do everything that this takes:
 * the verb impersonate on the user or service account, on each group, the uid and each value of
 * each extra key, or refuses with 403. What comes behind knows the impersonated user only.
 */
@Impersonating
@Interceptor
@Priority(Interceptors.IMPERSONATION)
final class ImpersonationInterceptor {
  private static final String VERB = "impersonate";
  private static final String AUTHENTICATION_GROUP = "authentication.k8s.io";

  private final AuthorizationChain chain;

  @Inject
  ImpersonationInterceptor(AuthorizationChain chain) {
    this.chain = chain;
  }

  @AroundInvoke
  Object impersonate(InvocationContext context) throws Exception {
    ApiRequest request = (ApiRequest) context.getParameters()[0];
    request
        .impersonation()
        .ifPresent(wanted -> {
          required(request.user(), wanted, request.info().path()).forEach(chain::check);
          request.authenticatedAs(wanted.identity());
        });
    return context.proceed();
  }

  /** What the sender must be allowed to. */
  static List<RequestAttributes> required(UserInfo sender, Impersonation wanted, String path) {
    List<RequestAttributes> required = new ArrayList<>();
    required.add(
        wanted
            .serviceAccount()
            .map(account ->
                attributes(
                    sender, "", account.namespace(), "serviceaccounts", "", account.name(), path))
            .orElseGet(() -> attributes(sender, "", "", "users", "", wanted.user(), path)));
    for (String group : wanted.groups()) {
      required.add(attributes(sender, "", "", "groups", "", group, path));
    }
    if (!wanted.uid().isEmpty()) {
      required.add(attributes(sender, AUTHENTICATION_GROUP, "", "uids", "", wanted.uid(), path));
    }
    wanted
        .extra()
        .forEach((key, values) ->
            values.forEach(value ->
                required.add(
                    attributes(sender, AUTHENTICATION_GROUP, "", "userextras", key, value, path))));
    return required;
  }

  private static RequestAttributes attributes(
      UserInfo sender,
      String group,
      String namespace,
      String resource,
      String subresource,
      String name,
      String path) {
    return new RequestAttributes(
        sender, VERB, true, group, "v1", namespace, resource, subresource, name, path);
  }
}
