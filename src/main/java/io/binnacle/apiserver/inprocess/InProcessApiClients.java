package io.binnacle.apiserver.inprocess;

import io.binnacle.apiserver.facade.ApiFacade;
import io.binnacle.authentication.UserInfo;
import io.binnacle.client.ApiClient;
import io.binnacle.client.ApiClients;
import java.util.List;
import java.util.Map;

/** Gives the components of the API server's process their clients. */
public final class InProcessApiClients implements ApiClients {
  private final ApiFacade facade;

  public InProcessApiClients(ApiFacade facade) {
    this.facade = facade;
  }

  @Override
  public ApiClient forServiceAccount(String name) {
    UserInfo user =
        new UserInfo(
            "system:serviceaccount:kube-system:" + name,
            "",
            List.of(
                "system:serviceaccounts",
                "system:serviceaccounts:kube-system",
                UserInfo.CONTROLLERS,
                UserInfo.ALL_AUTHENTICATED),
            Map.of());
    return new InProcessApiClient(facade, user);
  }

  @Override
  public ApiClient forUser(String user) {
    return new InProcessApiClient(facade, UserInfo.of(user, UserInfo.ALL_AUTHENTICATED));
  }

  /** A client that may do everything, for what the server sets up at its start. */
  public ApiClient forBootstrap() {
    return new InProcessApiClient(
        facade, UserInfo.of("system:apiserver", UserInfo.MASTERS, UserInfo.ALL_AUTHENTICATED));
  }
}
