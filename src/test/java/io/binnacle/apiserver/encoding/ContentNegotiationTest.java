package io.binnacle.apiserver.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apiserver.encoding.Representation.Encoding;
import io.binnacle.apiserver.encoding.Representation.Form;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.core.configmap.ConfigMapResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentNegotiationTest {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private final ContentNegotiation negotiation = new ContentNegotiation(kind -> true);
  private final ContentNegotiation custom = new ContentNegotiation(kind -> false);
  private final RequestScope scope =
      new RequestScope(
          new ConfigMapResource().definition(),
          "v1",
          "default",
          "",
          new UserInfo("u", "", List.of(), Map.of()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|JSON|OBJECT",
        "*/*|JSON|OBJECT",
        "application/json;q=x|JSON|OBJECT",
        "text/html, application/yaml;q=0.5|YAML|OBJECT",
        "application/vnd.kubernetes.protobuf,application/json|PROTOBUF|OBJECT",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json|JSON|TABLE",
        "application/json;as=Table;v=v9;g=meta.k8s.io,application/json|JSON|OBJECT",
        "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json|JSON|OBJECT",
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io|PROTOBUF|PARTIAL_METADATA",
      })
  void takesTheFirstThatItCanMake(String accept, Encoding encoding, Form form) {
    Representation chosen = negotiation.object(accept, scope);

    assertThat(chosen.encoding()).isEqualTo(encoding);
    assertThat(chosen.form()).isEqualTo(form);
  }

  @Test
  void customResourcesHaveNoProtobuf() {
    assertThat(custom.list(PROTOBUF + ",application/json", scope).encoding())
        .isEqualTo(Encoding.JSON);
    assertThatThrownBy(() -> custom.list(PROTOBUF, scope))
        .hasMessage(
            "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
                + " application/json;stream=watch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", ";;;/", ",,,", "application/json;q=0"})
  void refusesWhatItCannotMake(String accept) {
    assertThatThrownBy(() -> negotiation.object(accept, scope))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(406))
        .hasMessageStartingWith(
            "406: Not Acceptable\n\nAvailable representations: application/json");
  }

  @Test
  void metadataOfAListIsNotThatOfAnObject() {
    String one = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    String many = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    assertThatThrownBy(() -> negotiation.object(many, scope))
        .hasMessage(
            "you requested PartialObjectMetadataList, but the requested object is not a list"
                + " (*core.ConfigMap)");
    assertThatThrownBy(() -> negotiation.list(one, scope))
        .hasMessage(
            "you requested PartialObjectMetadata, but the requested object is a list"
                + " (*core.ConfigMapList)");
    assertThat(negotiation.watch(one, scope).form()).isEqualTo(Form.PARTIAL_METADATA);
  }

  @Test
  void watchesHaveNoYaml() {
    assertThat(negotiation.watch(PROTOBUF, scope).encoding()).isEqualTo(Encoding.PROTOBUF);
    assertThatThrownBy(() -> negotiation.watch("application/yaml", scope))
        .hasMessage(
            "only the following media types are accepted: application/json;stream=watch,"
                + " application/vnd.kubernetes.protobuf;stream=watch");
  }

  @Test
  void documentsAreNeverTransformed() {
    GroupVersionKind scale = new GroupVersionKind("autoscaling", "v1", "Scale");
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    assertThat(negotiation.document(table, scale).form()).isEqualTo(Form.OBJECT);
    assertThat(negotiation.error("text/html").encoding()).isEqualTo(Encoding.JSON);
  }
}
