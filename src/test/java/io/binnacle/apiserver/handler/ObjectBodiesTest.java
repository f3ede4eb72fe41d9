package io.binnacle.apiserver.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.CustomResourceVersion;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectBodiesTest {
  private static final UserInfo USER = UserInfo.of("admin", UserInfo.MASTERS);
  private static final ResourceDefinition WIDGETS =
      ResourceDefinition.builder("example.com", "v1", "Widget", "widgets")
          .subresource(new Subresource.Scale("spec.replicas", "status.replicas", ""))
          .custom(
              new CustomResourceVersion(
                  "v1", new BuiltInSchemaCatalog().objectMetadata(), "", false))
          .build();

  private record ProtobufBody() implements ApiRequest.Body {
    @Override
    public ApiRequest.DecodedBody decode(String expectedKind) {
      return new ApiRequest.DecodedBody(Json.object().put("kind", expectedKind), List.of());
    }

    @Override
    public JsonNode decodePatch() {
      return Json.object();
    }

    @Override
    public String mediaType() {
      return "application/vnd.kubernetes.protobuf";
    }
  }

  private static ApiRequest.DecodedBody decode(ResourceDefinition definition, String subresource) {
    RequestInfo info = RequestInfo.parse("PUT", "/apis/example.com/v1/widgets/a", false, "");
    return ObjectBodies.decode(
        ApiRequest.inProcess(info, Map.of(), new ProtobufBody(), USER),
        new RequestScope(definition, "v1", "", subresource, USER));
  }

  @Test
  void customResourcesHaveNoProtobufForm() {
    assertThatThrownBy(() -> decode(WIDGETS, ""))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "the body of the request was in an unknown format - accepted media types include:"
                + " application/json, application/yaml");
  }

  @Test
  void builtInKindsAndScalesHaveOne() {
    assertThat(decode(WIDGETS, "scale").object().path("kind").asText()).isEqualTo("Scale");
    assertThat(
            decode(ResourceDefinition.builder("", "v1", "Pod", "pods").build(), "")
                .object()
                .path("kind")
                .asText())
        .isEqualTo("Pod");
  }
}
