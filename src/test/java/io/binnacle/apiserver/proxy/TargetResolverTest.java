package io.binnacle.apiserver.proxy;

import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apiserver.proxy.TargetResolver.Reference;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.memory.MemoryObjectStore;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetResolverTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final TargetResolver resolver = new TargetResolver(new Random(1));

  @AfterEach
  void close() {
    store.close();
  }

  private void store(GroupResource resource, String namespace, String name, String rest) {
    store
        .commit(
            MutationGroup.of(
                new Mutation.Create(
                    resource,
                    new ObjectKey(namespace, name),
                    tree(
                        "{'metadata':{'name':'"
                            + name
                            + "','labels':"
                            + "{'kubernetes.io/service-name':'web'}},"
                            + rest
                            + "}"))))
        .toCompletableFuture()
        .join();
  }

  private void pod(String address) {
    store(TargetResolver.PODS, "ns", "p", "'status':{'podIP':'" + address + "'}");
  }

  @Test
  void findsAPod() {
    pod("10.1.2.3");
    assertThat(resolver.pod(store.cached(), "ns", Reference.parse("https:p:8443")))
        .hasScheme("https")
        .hasHost("10.1.2.3")
        .hasPort(8443);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "metadata.internal"})
  void reachesNothingOfItsOwnMachine(String address) {
    pod(address);
    assertThatThrownBy(() -> resolver.pod(store.cached(), "ns", Reference.parse("p:80")))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
        .hasMessageContaining("address not allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp:p:1", "a:b:c:d", "javascript:p:80"})
  void refusesOtherSchemes(String reference) {
    assertThatThrownBy(() -> Reference.parse(reference))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
  }

  @Test
  void refusesPortsThatAreNone() {
    pod("10.1.2.3");
    assertThatThrownBy(() -> resolver.pod(store.cached(), "ns", Reference.parse("p:99999")))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
  }

  @Test
  void takesNoNamesForEndpoints() {
    store(ServiceEndpoints.SERVICES, "ns", "web", "'spec':{'ports':[{'name':'a','port':80}]}");
    store(
        ServiceEndpoints.ENDPOINT_SLICES,
        "ns",
        "web-1",
        "'addressType':'FQDN','ports':[{'name':'a','port':80}],"
            + "'endpoints':[{'addresses':['internal.example.com']}]");
    assertThatThrownBy(() -> resolver.service(store.cached(), "ns", Reference.parse("web:a")))
        .hasMessageContaining("no endpoints available");
  }

  @Test
  void tellsTheAgentFromOtherPortsOfANode() {
    store(
        TargetResolver.NODES,
        "",
        "n1",
        "'status':{'addresses':[{'type':'InternalIP','address':'10.0.0.5'}],"
            + "'daemonEndpoints':{'kubeletEndpoint':{'Port':10250}}}");
    assertThat(resolver.isAgent(store.cached(), Reference.parse("n1"))).isTrue();
    assertThat(resolver.isAgent(store.cached(), Reference.parse("https:n1:10250"))).isTrue();
    assertThat(resolver.isAgent(store.cached(), Reference.parse("n1:9100"))).isFalse();
    assertThat(resolver.node(store.cached(), Reference.parse("n1:9100")))
        .hasScheme("http")
        .hasHost("10.0.0.5")
        .hasPort(9100);
    assertThat(resolver.agent(store.cached(), "n1"))
        .hasScheme("https")
        .hasHost("10.0.0.5")
        .hasPort(10250);
  }
}
