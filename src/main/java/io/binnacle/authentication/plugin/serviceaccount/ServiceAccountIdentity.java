package io.binnacle.authentication.plugin.serviceaccount;

import io.binnacle.authentication.UserInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The user that a service account's token stands for. */
final class ServiceAccountIdentity {
  private static final String EXTRA = "authentication.kubernetes.io/";
  private static final String ALL_SERVICE_ACCOUNTS = "system:serviceaccounts";

  private ServiceAccountIdentity() {}

  static UserInfo user(TokenClaims claims) {
    TokenClaims.Private identity = claims.identity();
    Map<String, List<String>> extra = new LinkedHashMap<>();
    if (!claims.id().isEmpty()) {
      extra.put(EXTRA + "credential-id", List.of("JTI=" + claims.id()));
    }
    identity
        .pod()
        .ifPresent(pod -> {
          extra.put(EXTRA + "pod-name", List.of(pod.name()));
          extra.put(EXTRA + "pod-uid", List.of(pod.uid()));
        });
    identity
        .node()
        .ifPresent(node -> {
          extra.put(EXTRA + "node-name", List.of(node.name()));
          extra.put(EXTRA + "node-uid", List.of(node.uid()));
        });
    return new UserInfo(
        claims.subject(),
        identity.serviceAccount().uid(),
        List.of(
            ALL_SERVICE_ACCOUNTS,
            ALL_SERVICE_ACCOUNTS + ":" + identity.namespace(),
            UserInfo.ALL_AUTHENTICATED),
        extra);
  }
}
