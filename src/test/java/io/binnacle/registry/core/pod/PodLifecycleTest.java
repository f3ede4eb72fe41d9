package io.binnacle.registry.core.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Deleted;
import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WriteOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodLifecycleTest {
  private static final WriteOptions OPTIONS =
      new WriteOptions(false, WriteOptions.FieldValidation.STRICT, "test", false);

  private final RegistryFixture fixture = new RegistryFixture();
  private final RequestScope pods = fixture.scope("", "pods");

  @AfterEach
  void close() {
    fixture.close();
  }

  private void create(String spec) {
    fixture.create(
        pods,
        "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]"
            + spec
            + "}}");
  }

  private ObjectNode bind(String node) {
    return RegistryFixture.await(
        fixture
            .registry()
            .act(
                fixture.scope("", "pods", "binding"),
                "a",
                Json.readTrusted("{\"target\":{\"kind\":\"Node\",\"name\":\"" + node + "\"}}"),
                OPTIONS));
  }

  @Test
  void isBoundOnceAndOnlyByABinding() {
    create("");
    assertThat(bind("n1").path("status").asText()).isEqualTo("Success");
    assertThat(fixture.get(pods, "a").object().tree().at("/spec/nodeName").asText())
        .isEqualTo("n1");
    assertThat(fixture.get(pods, "a").object().tree().at("/status/conditions/0/status").asText())
        .isEqualTo("True");

    assertThatThrownBy(() -> bind("n2"))
        .hasMessage(
            "Operation cannot be fulfilled on pods/binding \"a\": pod a is already assigned to"
                + " node \"n1\"");
    assertThatThrownBy(() -> fixture.merge(pods, "a", "{\"spec\":{\"nodeName\":\"n2\"}}"))
        .hasMessageContaining("pod updates may not change fields other than");
  }

  private void evict(String deleteOptions) {
    RegistryFixture.await(
        fixture
            .registry()
            .act(
                fixture.scope("", "pods", "eviction"),
                "a",
                Json.readTrusted("{\"deleteOptions\":" + deleteOptions + "}"),
                OPTIONS));
  }

  @Test
  void aPodThatIsEvictedSaysThatItIsDisrupted() {
    create(",\"nodeName\":\"n\"");
    String version = Long.toString(fixture.get(pods, "a").revision());

    assertThatThrownBy(() -> evict("{\"preconditions\":{\"resourceVersion\":\"1\"}}"))
        .hasMessageContaining("Precondition failed: ResourceVersion in precondition: 1");
    assertThat(fixture.get(pods, "a").object().isBeingDeleted()).isFalse();
    evict("{\"preconditions\":{\"resourceVersion\":\"" + version + "\"}}");

    assertThat(fixture.get(pods, "a").object().isBeingDeleted()).isTrue();
    assertThat(fixture.get(pods, "a").object().tree().at("/status/conditions"))
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.path("type").asText()).isEqualTo("DisruptionTarget");
          assertThat(condition.path("reason").asText()).isEqualTo("EvictionByEvictionAPI");
          assertThat(condition.path("message").asText()).isEqualTo("Eviction API: evicting");
        });
  }

  @Test
  void aPodThatRunsEndsGracefullyAndOnlySooner() {
    create(",\"nodeName\":\"n\"");

    Deleted first = fixture.delete(pods, "a", "{}");
    assertThat(first.gone()).isFalse();
    assertThat(grace(first)).isEqualTo(30);
    assertThat(grace(fixture.delete(pods, "a", "{\"gracePeriodSeconds\":60}"))).isEqualTo(30);
    assertThat(grace(fixture.delete(pods, "a", "{\"gracePeriodSeconds\":5}"))).isEqualTo(5);
    assertThat(fixture.delete(pods, "a", "{\"gracePeriodSeconds\":0}").gone()).isTrue();
  }

  private static int grace(Deleted deleted) {
    return deleted.object().object().tree().at("/metadata/deletionGracePeriodSeconds").asInt();
  }

  @Test
  void aPodThatWasNeverScheduledGoesAtOnce() {
    create("");
    assertThat(fixture.delete(pods, "a", "{}").gone()).isTrue();
  }

  @Test
  void finalizersKeepAPodUntilTheLastIsTaken() {
    create("");
    fixture.merge(pods, "a", "{\"metadata\":{\"finalizers\":[\"example.com/x\"]}}");
    assertThat(fixture.delete(pods, "a", "{}").gone()).isFalse();

    fixture.merge(pods, "a", "{\"metadata\":{\"finalizers\":null}}");
    assertThatThrownBy(() -> fixture.get(pods, "a")).hasMessage("pods \"a\" not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'containers':[]                                                     | spec.containers: Required value
          'containers':[{'name':'c','image':''}]                              | spec.containers[0].image: Required value
          'containers':[{'name':'C','image':'x'}]                             | spec.containers[0].name: Invalid value: "C": a lowercase RFC 1123 label
          'containers':[{'name':'c','image':'x'},{'name':'c','image':'x'}]    | spec.containers[1].name: Duplicate value: "c"
          'containers':[{'name':'c','image':'x','volumeMounts':[{'name':'v','mountPath':'/v'}]}] | spec.containers[0].volumeMounts[0].name: Not found: "v"
          'containers':[{'name':'c','image':'x','resources':{'limits':{'cpu':'1'},'requests':{'cpu':'2'}}}] | spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1
          'containers':[{'name':'c','image':'x','livenessProbe':{}}]          | spec.containers[0].livenessProbe: Required value: must specify a handler type
          'containers':[{'name':'c','image':'x','ports':[{'containerPort':0}]}] | spec.containers[0].ports[0].containerPort: Required value
          'containers':[{'name':'c','image':'x'}],'restartPolicy':'Sometimes' | spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"
          """)
  void whatIsWrongIsSaid(String spec, String message) {
    String pod = ("{'metadata':{'name':'a'},'spec':{" + spec + "}}").replace('\'', '"');
    assertThatThrownBy(() -> fixture.create(pods, pod))
        .hasMessageStartingWith("Pod \"a\" is invalid: " + message);
  }
}
