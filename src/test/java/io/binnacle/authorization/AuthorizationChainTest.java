package io.binnacle.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.Decision.Allow;
import io.binnacle.authorization.Decision.Deny;
import io.binnacle.authorization.Decision.NoOpinion;
import io.binnacle.authorization.plugin.alwaysallow.AlwaysAllowAuthorizer;
import io.binnacle.authorization.plugin.alwaysdeny.AlwaysDenyAuthorizer;
import io.binnacle.configuration.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationChainTest {
  private record Fixed(String mode, Decision decision) implements Authorizer {
    @Override
    public Decision authorize(RequestAttributes attributes) {
      return decision;
    }
  }

  private static final List<Fixed> ALL =
      List.of(
          new Fixed("Yes", new Allow("yes")),
          new Fixed("No", new Deny("no")),
          new Fixed("Perhaps", new NoOpinion("perhaps")),
          new Fixed("Silent", new NoOpinion("")));

  private static RequestAttributes request(UserInfo user) {
    return new RequestAttributes(user, "list", true, "", "v1", "default", "pods", "", "", "/x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Yes            | yes     | true",
        "Perhaps,Yes,No | yes     | true",
        "Perhaps,No,Yes | no      | false",
        "Perhaps,Silent | perhaps | false",
      })
  void theFirstThatDecidesCounts(String modes, String reason, boolean allowed) {
    Decision decision =
        new AuthorizationChain(ALL, List.of(modes.split(","))).authorize(request(UserInfo.of("x")));
    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision).isInstanceOf(allowed ? Allow.class : Deny.class);
  }

  @Test
  void mastersMayDoEverything() {
    assertThat(
            new AuthorizationChain(ALL, List.of("No"))
                .authorize(request(UserInfo.of("root", "system:masters"))))
        .isInstanceOf(Allow.class);
  }

  @Test
  void failsTheStartOnModesItDoesNotHave() {
    assertThatThrownBy(() -> new AuthorizationChain(ALL, List.of("Yes", "RBAC", "Yes")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'RBAC' is not a mode")
        .hasMessageContaining("No, Perhaps, Silent, Yes")
        .hasMessageContaining("'Yes' is named twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "''   | default | pods        | ''  | ''  | pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\": perhaps",
        "''   | ''      | nodes       | ''  | ''  | nodes is forbidden: User \"x\" cannot list resource \"nodes\" in API group \"\" at the cluster scope: perhaps",
        "apps | default | deployments | ''  | web | deployments.apps \"web\" is forbidden: User \"x\" cannot list resource \"deployments\" in API group \"apps\" in the namespace \"default\": perhaps",
        "''   | default | pods        | log | web | pods \"web\" is forbidden: User \"x\" cannot list resource \"pods/log\" in API group \"\" in the namespace \"default\": perhaps",
      })
  void refusesInTheUsualWords(
      String group,
      String namespace,
      String resource,
      String subresource,
      String name,
      String message) {
    RequestAttributes attributes =
        new RequestAttributes(
            UserInfo.of("x"),
            "list",
            true,
            group,
            "v1",
            namespace,
            resource,
            subresource,
            name,
            "/x");
    assertThatThrownBy(() -> new AuthorizationChain(ALL, List.of("Perhaps")).check(attributes))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e).hasMessage(message);
              assertThat(e.code()).isEqualTo(403);
              assertThat(e.status().at("/details/kind").asText()).isEqualTo(resource);
            });
  }

  @Test
  void refusesPathsInTheUsualWords() {
    RequestAttributes attributes =
        new RequestAttributes(UserInfo.of("<x>"), "get", false, "", "", "", "", "", "", "/metrics");
    assertThat(Forbidden.of(attributes, ""))
        .hasMessage("forbidden: User \"&lt;x&gt;\" cannot get path \"/metrics\"");
  }

  @Test
  void rulesAreThoseOfAllAuthorizers() {
    UserInfo user = UserInfo.of("x");
    List<Authorizer> modes = List.of(new AlwaysAllowAuthorizer(), new AlwaysDenyAuthorizer());
    assertThat(new AuthorizationChain(modes, List.of("AlwaysDeny")).rules(user, "ns"))
        .isEqualTo(AccessRules.none());
    assertThat(
            new AuthorizationChain(modes, List.of("AlwaysDeny", "AlwaysAllow")).rules(user, "ns"))
        .isEqualTo(AccessRules.everything());
    assertThat(new AuthorizationChain(modes, List.of()).rules(user, "ns").incomplete()).isFalse();
  }

  @Test
  void rulesOfAnAuthorizerThatTellsNoneAreIncomplete() {
    AccessRules rules =
        new AuthorizationChain(ALL, List.of("Yes", "No")).rules(UserInfo.of("x"), "n");
    assertThat(rules.resources()).isEmpty();
    assertThat(rules.incomplete()).isTrue();
    assertThat(rules.evaluationError())
        .isEqualTo(
            "[Yes authorizer does not support user rule resolution,"
                + " No authorizer does not support user rule resolution]");
    assertThat(new AuthorizationChain(ALL, List.of("No")).rules(UserInfo.of("x"), "n").errors())
        .hasSize(1);
  }

  @Test
  void administratorsMayDoEverythingWhateverTheAuthorizersTell() {
    UserInfo administrator = UserInfo.of("boss", UserInfo.MASTERS);
    assertThat(new AuthorizationChain(ALL, List.of("No")).rules(administrator, "ns"))
        .isEqualTo(AccessRules.everything());
  }
}
