package io.binnacle.registry.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.authorization.Authorizer;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import io.binnacle.authorization.plugin.alwaysallow.AlwaysAllowAuthorizer;
import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.WriteOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelfSubjectRulesReviewTest {
  private static final WriteOptions OPTIONS =
      new WriteOptions(false, WriteOptions.FieldValidation.STRICT, "test", false);

  private static final class Webhook implements Authorizer {
    @Override
    public String mode() {
      return "webhook";
    }

    @Override
    public Decision authorize(RequestAttributes attributes) {
      return new Decision.Allow("");
    }
  }

  private static ObjectNode reviewed(Authorizer authorizer, String namespace) {
    ResourceDefinition definition =
        new SelfSubjectRulesReviewResource(
                () -> new AuthorizationChain(List.of(authorizer), List.of(authorizer.mode())))
            .definition();
    ObjectNode review =
        Json.readTrusted(
            "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"namespace\":\"%s\"}}".formatted(namespace));
    RequestScope scope = new RequestScope(definition, "v1", "", "", UserInfo.of("ann"));
    return RegistryFixture.await(
        definition.strategy().virtualCreation().orElseThrow().create(scope, review, OPTIONS));
  }

  @Test
  void tellsRulesAndDoesNotRepeatTheQuestion() {
    assertThat(reviewed(new AlwaysAllowAuthorizer(), "ns"))
        .isEqualTo(
            Json.readTrusted(
                """
                {"metadata":{},"spec":{},"status":{
                  "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}],
                  "nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}],
                  "incomplete":false}}
                """));
  }

  @Test
  void saysWhyRulesAreMissing() {
    assertThat(reviewed(new Webhook(), "ns").path("status"))
        .isEqualTo(
            Json.readTrusted(
                """
                {"resourceRules":[],"nonResourceRules":[],"incomplete":true,
                 "evaluationError":"webhook authorizer does not support user rule resolution"}
                """));
  }

  @Test
  void asksForANamespace() {
    assertThatThrownBy(() -> reviewed(new AlwaysAllowAuthorizer(), ""))
        .hasMessage("no namespace on request");
  }
}
