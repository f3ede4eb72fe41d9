package io.binnacle.apimachinery.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ObjectNode tree(String json) {
    return Json.readTrusted(json.replace('\'', '"'));
  }

  private static ApiObject object(String json) {
    return ApiObject.of(tree(json));
  }

  @Test
  void countsTheNamespaceAnew() {
    Map<GroupResource, List<ApiObject>> objects =
        Map.of(
            new GroupResource("", "pods"),
            List.of(
                object(
                    "{'spec':{'containers':[{'resources':{'requests':{'cpu':'100m'}}},"
                        + "{'resources':{'requests':{'cpu':'200m'}}}]}}"),
                object(
                    "{'spec':{'containers':[{'resources':{'requests':{'cpu':'1'}}}]},"
                        + "'status':{'phase':'Succeeded'}}"),
                object(
                    "{'metadata':{'deletionTimestamp':'2025-12-31T00:00:00Z',"
                        + "'deletionGracePeriodSeconds':30},"
                        + "'spec':{'containers':[{'resources':{'requests':{'cpu':'1'}}}]}}")),
            new GroupResource("", "configmaps"),
            List.of(object("{}"), object("{}")),
            new GroupResource("apps", "deployments"),
            List.of(object("{}")));

    assertThat(
            QuotaStatus.compute(
                tree(
                    "{'spec':{'hard':{'pods':'5','count/pods':'5','requests.cpu':'2',"
                        + "'configmaps':'9','count/deployments.apps':'3','secrets':'1'}}}"),
                resource -> Optional.of(objects.getOrDefault(resource, List.of())),
                NOW))
        .isEqualTo(
            tree(
                "{'hard':{'configmaps':'9','count/deployments.apps':'3','count/pods':'5',"
                    + "'pods':'5','requests.cpu':'2','secrets':'1'},"
                    + "'used':{'configmaps':'2','count/deployments.apps':'1','count/pods':'3',"
                    + "'pods':'1','requests.cpu':'300m','secrets':'0'}}"));
  }

  @Test
  void saysNothingOfWhatIsNotServed() {
    GroupResource pods = new GroupResource("", "pods");
    ObjectNode status =
        QuotaStatus.compute(
            tree("{'spec':{'hard':{'count/none.example.com':'10','limits.cpu':'2'}}}"),
            resource -> resource.equals(pods) ? Optional.of(List.of()) : Optional.empty(),
            NOW);
    assertThat(status.path("used")).isEqualTo(tree("{'limits.cpu':'0'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'containers':[{'resources':{'requests':{'cpu':'1'}}},{'resources':{'requests':{'cpu':'2'}}}]} | cpu=3",
        "{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'initContainers':[{'resources':{'requests':{'cpu':'4'}}},{'resources':{'requests':{'cpu':'2'}}}]} | cpu=4",
        "{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'initContainers':[{'restartPolicy':'Always','resources':{'requests':{'cpu':'2'}}},{'resources':{'requests':{'cpu':'4'}}}]} | cpu=6",
        "{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'overhead':{'cpu':'500m'}} | cpu=1500m",
        "{'containers':[{'resources':{'requests':{'cpu':'1','memory':'1Gi'}}}],'resources':{'requests':{'cpu':'3'}}} | cpu=3,memory=1Gi",
      })
  void sumsWhatAPodAsksFor(String spec, String requests) {
    assertThat(PodResources.requests(tree(spec), true)).hasToString(requests);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'type':'ClusterIP','ports':[{}]}}              | 0 | 0",
        "{'spec':{'type':'NodePort','ports':[{},{}]}}            | 2 | 0",
        "{'spec':{'type':'LoadBalancer','ports':[{},{}]}}        | 2 | 1",
        "{'spec':{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{'nodePort':30000},{}]}} | 1 | 1",
      })
  void countsAServicesPorts(String service, String nodePorts, String loadBalancers) {
    ResourceList usage = new ServiceEvaluator().usage(tree(service), NOW);
    assertThat(usage.get("services.nodeports")).hasToString(nodePorts);
    assertThat(usage.get("services.loadbalancers")).hasToString(loadBalancers);
  }

  @Test
  void countsStorageByClass() {
    assertThat(
            new ClaimEvaluator()
                .usage(
                    tree(
                        "{'spec':{'storageClassName':'fast','resources':{'requests':"
                            + "{'storage':'1Gi'}}}}"),
                    NOW))
        .hasToString(
            "count/persistentvolumeclaims=1,"
                + "fast.storageclass.storage.k8s.io/persistentvolumeclaims=1,"
                + "fast.storageclass.storage.k8s.io/requests.storage=1Gi,"
                + "persistentvolumeclaims=1,requests.storage=1Gi");
  }
}
