package io.binnacle.apiserver.facade;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.authentication.Impersonation;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.RequestAttributes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImpersonationInterceptorTest {
  private static List<String> required(Impersonation wanted) {
    return ImpersonationInterceptor.required(UserInfo.of("boss"), wanted, "/api").stream()
        .map(ImpersonationInterceptorTest::text)
        .toList();
  }

  private static String text(RequestAttributes attributes) {
    return String.join(
        " ",
        attributes.user().name(),
        attributes.verb(),
        attributes.groupResource().toString(),
        attributes.subresource(),
        attributes.namespace(),
        attributes.name());
  }

  @Test
  void asksForTheRightToEachPart() {
    assertThat(
            required(
                new Impersonation(
                    "ann", "u1", List.of("dev"), Map.of("scopes", List.of("view", "edit")))))
        .containsExactly(
            "boss impersonate users   ann",
            "boss impersonate groups   dev",
            "boss impersonate uids.authentication.k8s.io   u1",
            "boss impersonate userextras.authentication.k8s.io scopes  view",
            "boss impersonate userextras.authentication.k8s.io scopes  edit");
    assertThat(
            required(new Impersonation("system:serviceaccount:ns:robot", "", List.of(), Map.of())))
        .containsExactly("boss impersonate serviceaccounts  ns robot");
  }

  @Test
  void givesTheGroupsThatComeWithTheUser() {
    assertThat(new Impersonation("ann", "", List.of("dev"), Map.of()).identity().groups())
        .containsExactly("dev", "system:authenticated");
    assertThat(
            new Impersonation("system:serviceaccount:ns:robot", "", List.of(), Map.of())
                .identity()
                .groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated");
    assertThat(new Impersonation("system:anonymous", "", List.of(), Map.of()).identity().groups())
        .containsExactly("system:unauthenticated");
  }
}
