package io.binnacle.apiserver.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apiserver.facade.ApiFacade;
import io.binnacle.apiserver.handler.RequestDispatcher;
import io.binnacle.apiserver.handler.UnknownPathHandler;
import io.binnacle.authentication.UserInfo;
import io.binnacle.client.ListOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessApiClientTest {
  /** The server answers such a path with a line of text, as Kubernetes does. */
  @Test
  void whatNobodyServesIsNotFound() {
    RequestDispatcher dispatcher =
        new RequestDispatcher(List.of(new UnknownPathHandler(group -> false)));
    InProcessApiClient client =
        new InProcessApiClient(new ApiFacade(dispatcher), UserInfo.of("admin", UserInfo.MASTERS));

    assertThatThrownBy(() ->
            client.list(
                new GroupVersionResource("gone.example.com", "v1", "widgets"),
                ListOptions.allNamespaces()))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.isNotFound()).isTrue());
  }
}
