package io.binnacle.node.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.NodePods;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentVariablesTest {
  private static final PodAddresses ADDRESSES =
      new PodAddresses(List.of("10.0.0.7", "fd00::7"), List.of("192.168.0.1"));
  private final FakeApiClient api = new FakeApiClient(Clock.systemUTC());
  private final EnvironmentVariables environment =
      new EnvironmentVariables(
          new ClusterObjects(api, new ApiLister(), Clock.systemUTC(), Duration.ZERO),
          resource -> Quantity.parse("4"));

  /** Services as the API has them. */
  private final class ApiLister implements Lister {
    @Override
    public Optional<ApiObject> get(ObjectKey key) {
      return api.find(Resources.SERVICES, key.namespace(), key.name());
    }

    @Override
    public List<ApiObject> list(String namespace, LabelSelector selector) {
      return api.list(Resources.SERVICES, ListOptions.inNamespace(namespace)).items();
    }

    @Override
    public List<ApiObject> byIndex(String index, String value) {
      return List.of();
    }
  }

  @BeforeEach
  void setUp() {
    api.given(
        Resources.CONFIG_MAPS,
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"default"},
         "data":{"COLOR":"blue","SIZE":"8"}}
        """);
    api.given(
        Resources.SECRETS,
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys","namespace":"default"},
         "data":{"TOKEN":"aHVzaA=="}}
        """);
  }

  private Map<String, String> variables(String container) {
    NodePod pod =
        NodePods.withSpec(
            "\"nodeName\":\"n1\",\"containers\":[{\"name\":\"c\"," + container + "}]");
    return environment.of(pod, pod.spec().getContainers().getFirst(), ADDRESSES);
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "\"value\":\"plain\"; plain",
        "\"value\":\"$(BASE)/bin $$(BASE) $(NONE) $\"; /opt/bin $(BASE) $(NONE) $",
        "\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}; web",
        "\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.labels['app']\"}}; web",
        "\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"status.podIP\"}}; 10.0.0.7",
        "\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"status.podIPs\"}}; 10.0.0.7,fd00::7",
        "\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"spec.nodeName\"}}; n1",
        "\"valueFrom\":{\"resourceFieldRef\":{\"resource\":\"limits.memory\",\"divisor\":\"1Mi\"}}; 64",
        "\"valueFrom\":{\"resourceFieldRef\":{\"resource\":\"limits.cpu\"}}; 4",
        "\"valueFrom\":{\"resourceFieldRef\":{\"resource\":\"requests.memory\"}}; 67108864",
        "\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"settings\",\"key\":\"COLOR\"}}; blue",
        "\"valueFrom\":{\"secretKeyRef\":{\"name\":\"keys\",\"key\":\"TOKEN\"}}; hush",
      })
  void aVariableHasTheValueOfItsSource(String source, String expected) {
    assertThat(
            variables(
                "\"resources\":{\"limits\":{\"memory\":\"64Mi\"}},"
                    + "\"env\":[{\"name\":\"BASE\",\"value\":\"/opt\"},{\"name\":\"X\","
                    + source
                    + "}]"))
        .containsEntry("X", expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "\"configMapKeyRef\":{\"name\":\"none\",\"key\":\"A\"}; configmap \"none\" not found",
        "\"configMapKeyRef\":{\"name\":\"settings\",\"key\":\"A\"}; couldn't find key A in ConfigMap default/settings",
        "\"secretKeyRef\":{\"name\":\"none\",\"key\":\"A\"}; secret \"none\" not found",
        "\"secretKeyRef\":{\"name\":\"keys\",\"key\":\"A\"}; couldn't find key A in Secret default/keys",
      })
  void whatIsMissingFailsUnlessItIsOptional(String reference, String message) {
    String env = "\"env\":[{\"name\":\"X\",\"valueFrom\":{%s}}]";
    assertThatThrownBy(() -> variables(env.formatted(reference)))
        .isInstanceOf(ContainerConfigException.class)
        .hasMessage(message);

    String optional = reference.substring(0, reference.length() - 1) + ",\"optional\":true}";
    assertThat(variables(env.formatted(optional))).doesNotContainKey("X");
  }

  @Test
  void envWinsOverEnvFrom() {
    assertThat(
            variables(
                """
                "envFrom":[{"prefix":"P_","configMapRef":{"name":"settings"}},
                  {"secretRef":{"name":"keys"}}],
                "env":[{"name":"TOKEN","value":"mine"},{"name":"Y","value":"$(P_COLOR)"}]
                """))
        .containsEntry("P_COLOR", "blue")
        .containsEntry("TOKEN", "mine")
        .containsEntry("Y", "blue");
  }

  @Test
  void servicesAreFoundByVariables() {
    api.given(
        Resources.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"kubernetes","namespace":"default"},
         "spec":{"clusterIP":"10.96.0.1","ports":[{"name":"https","port":443}]}}
        """);
    api.given(
        Resources.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"my-db","namespace":"default"},
         "spec":{"clusterIP":"10.96.0.9","ports":[{"port":5432,"protocol":"TCP"}]}}
        """);
    assertThat(variables("\"env\":[]"))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
        .containsEntry("KUBERNETES_SERVICE_PORT_HTTPS", "443")
        .containsEntry("MY_DB_PORT", "tcp://10.96.0.9:5432")
        .containsEntry("MY_DB_PORT_5432_TCP_ADDR", "10.96.0.9");
  }
}
