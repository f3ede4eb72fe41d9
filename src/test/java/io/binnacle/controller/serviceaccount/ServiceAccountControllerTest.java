package io.binnacle.controller.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.Test;

class ServiceAccountControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @Test
  void everyNamespaceHasADefaultServiceAccountAgainAndAgain() {
    fixture.given(Resources.NAMESPACES, "{\"metadata\":{\"name\":\"a\"}}");
    fixture.start(new ServiceAccountController());
    fixture.given(Resources.NAMESPACES, "{\"metadata\":{\"name\":\"b\"}}");
    fixture.settle();
    fixture.api.delete(Resources.SERVICE_ACCOUNTS, "a", "default", DeleteOptions.now());
    fixture.settle();
    assertThat(fixture.api.all(Resources.SERVICE_ACCOUNTS))
        .extracting(account -> account.key().toString())
        .containsExactly("a/default", "b/default");
  }

  @Test
  void aTerminatingNamespaceGetsNone() {
    fixture.given(
        Resources.NAMESPACES,
        """
        {"metadata":{"name":"a","deletionTimestamp":"2026-01-01T00:00:00Z"}}
        """);
    fixture.start(new ServiceAccountController());
    assertThat(fixture.api.all(Resources.SERVICE_ACCOUNTS)).isEmpty();
  }
}
