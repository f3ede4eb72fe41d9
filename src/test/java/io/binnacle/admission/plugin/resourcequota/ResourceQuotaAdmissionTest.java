package io.binnacle.admission.plugin.resourcequota;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.request;
import static io.binnacle.admission.AdmissionRequests.store;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.memory.MemoryObjectStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceQuotaAdmissionTest {
  private static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final ResourceQuotaAdmission plugin =
      new ResourceQuotaAdmission(store, Clock.systemUTC());

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void quota(String spec, String hard, String used) {
    store(
        store,
        "resourcequotas",
        "ns",
        "{'metadata':{'name':'q'},'spec':"
            + spec
            + ",'status':{'hard':"
            + hard
            + ",'used':"
            + used
            + "}}");
  }

  private JsonNode used() {
    return store.cached().get(QUOTAS, new ObjectKey("ns", "q")).object().tree().at("/status/used");
  }

  private static ObjectNode pod(String name, String resources) {
    return tree(
        "{'metadata':{'name':'"
            + name
            + "'},'spec':{'containers':[{'name':'c','resources':"
            + resources
            + "}]}}");
  }

  private CompletableFuture<?> create(String resource, ObjectNode object) {
    AdmissionRequest request =
        io.binnacle.admission.AdmissionRequests.create(resource, "ns", object);
    plugin.validate(request);
    return commit(
        request,
        new Mutation.Create(
            new GroupResource("", resource), new ObjectKey("ns", request.name()), object));
  }

  private CompletableFuture<?> commit(AdmissionRequest request, Mutation write) {
    List<Mutation> group = new ArrayList<>(request.mutations());
    group.add(write);
    return store.commit(new MutationGroup(group)).toCompletableFuture();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'pods':'1'} | {'pods':'1'} | {} | exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1",
        "{'requests.cpu':'1','limits.memory':'1Gi'} | {'requests.cpu':'0','limits.memory':'0'} | {} | failed quota: q: must specify limits.memory for: c; requests.cpu for: c",
        "{'requests.cpu':'1','limits.memory':'1Gi'} | {'requests.cpu':'0','limits.memory':'0'} | {'requests':{'cpu':'1'},'limits':{'memory':'2Gi'}} | exceeded quota: q, requested: limits.memory=2Gi, used: limits.memory=0, limited: limits.memory=1Gi",
        "{'requests.cpu':'1','limits.memory':'1Gi'} | {'requests.cpu':'600m','limits.memory':'512Mi'} | {'requests':{'cpu':'600m'},'limits':{'memory':'512Mi'}} | exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1",
        "{'pods':'5'} | {} | {} | status unknown for quota: q, resources: pods",
        "{'requests.example.com/gpu':'1'} | {'requests.example.com/gpu':'1'} | {'requests':{'example.com/gpu':'1'}} | exceeded quota: q, requested: requests.example.com/gpu=1, used: requests.example.com/gpu=1, limited: requests.example.com/gpu=1",
        "{'count/pods':'1'} | {'count/pods':'1'} | {} | exceeded quota: q, requested: count/pods=1, used: count/pods=1, limited: count/pods=1",
      })
  void refusesWhatIsTooMuch(String hard, String used, String resources, String message) {
    quota("{}", hard, used);
    assertThatThrownBy(() -> create("pods", pod("b", resources)))
        .isInstanceOf(ApiException.class)
        .hasMessage("pods \"b\" is forbidden: " + message);
  }

  @Test
  void raisesTheUseInTheSameCommit() {
    quota(
        "{}",
        "{'pods':'5','requests.cpu':'1','limits.memory':'1Gi'}",
        "{'pods':'1','requests.cpu':'0','limits.memory':'0'}");
    create("pods", pod("a", "{'requests':{'cpu':'600m'},'limits':{'memory':'512Mi'}}")).join();
    assertThat(used())
        .isEqualTo(tree("{'pods':'2','requests.cpu':'600m','limits.memory':'512Mi'}"));
  }

  @Test
  void takesNothingForACreationThatFails() {
    quota("{}", "{'pods':'5'}", "{'pods':'0'}");
    create("pods", pod("a", "{}")).join();
    assertThatThrownBy(() -> create("pods", pod("a", "{}")).join())
        .isInstanceOf(CompletionException.class);
    assertThat(used()).isEqualTo(tree("{'pods':'1'}"));
  }

  @Test
  void isExactWhenManyAskAtOnce() {
    quota("{}", "{'pods':'10'}", "{'pods':'0'}");
    List<CompletableFuture<?>> writes = new ArrayList<>();
    List<AdmissionRequest> requests = new ArrayList<>();
    List<ObjectNode> pods = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pods.add(pod("p" + i, "{}"));
      AdmissionRequest request =
          io.binnacle.admission.AdmissionRequests.create("pods", "ns", pods.get(i));
      plugin.validate(request);
      requests.add(request);
    }
    for (int i = 0; i < 50; i++) {
      writes.add(
          commit(
              requests.get(i),
              new Mutation.Create(
                  new GroupResource("", "pods"), new ObjectKey("ns", "p" + i), pods.get(i))));
    }
    long refused =
        writes.stream()
            .map(write -> write.handle((result, failure) -> failure))
            .map(CompletableFuture::join)
            .filter(failure ->
                failure != null
                    && failure.getMessage().contains("exceeded quota: q, requested: pods=1"))
            .count();
    assertThat(refused).isEqualTo(40);
    assertThat(store.cached().count(new GroupResource("", "pods"), "ns")).isEqualTo(10);
    assertThat(used()).isEqualTo(tree("{'pods':'10'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'scopes':['NotTerminating'] | {'activeDeadlineSeconds':60} | false",
        "'scopes':['NotTerminating'] | {}                           | true",
        "'scopes':['Terminating']    | {'activeDeadlineSeconds':60} | true",
        "'scopes':['BestEffort']     | {'containers':[{'name':'c','resources':{'limits':{'cpu':'1'}}}]} | false",
        "'scopes':['NotBestEffort']  | {'containers':[{'name':'c','resources':{'limits':{'cpu':'1'}}}]} | true",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['high']}]} | {'priorityClassName':'high'} | true",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['high']}]} | {} | false",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'Exists'}]} | {'priorityClassName':'low'} | true",
      })
  void countsWhatItsScopesSelect(String scopes, String spec, boolean counted) {
    quota("{" + scopes + "}", "{'pods':'0'}", "{'pods':'0'}");
    ObjectNode pod = tree("{'metadata':{'name':'b'},'spec':" + spec + "}");
    if (counted) {
      assertThatThrownBy(() -> create("pods", pod)).hasMessageContaining("exceeded quota: q");
    } else {
      create("pods", pod).join();
    }
  }

  @Test
  void chargesAnUpdateWithTheDifference() {
    quota(
        "{}",
        "{'services.nodeports':'3','services':'1'}",
        "{'services.nodeports':'0','services':'1'}");
    ObjectNode after =
        tree(
            "{'metadata':{'name':'s'},'spec':{'type':'NodePort','ports':[{'port':1},{'port':2}]}}");
    store(store, "services", "ns", "{'metadata':{'name':'s'},'spec':{'type':'ClusterIP'}}");
    var stored = store.cached().get(new GroupResource("", "services"), new ObjectKey("ns", "s"));
    AdmissionRequest request = request(Operation.UPDATE, "services", "ns", after, stored.object());
    plugin.validate(request);
    commit(
            request,
            new Mutation.Update(
                new GroupResource("", "services"), stored.key(), after, stored.revision()))
        .join();
    assertThat(used()).isEqualTo(tree("{'services.nodeports':'2','services':'1'}"));

    ObjectNode more = after.deepCopy();
    more.at("/spec/ports").forEach(port -> ((ObjectNode) port).put("name", "x"));
    ((com.fasterxml.jackson.databind.node.ArrayNode) more.at("/spec/ports"))
        .addObject()
        .put("port", 3);
    ((com.fasterxml.jackson.databind.node.ArrayNode) more.at("/spec/ports"))
        .addObject()
        .put("port", 4);
    assertThatThrownBy(() ->
            plugin.validate(request(Operation.UPDATE, "services", "ns", more, ApiObject.of(after))))
        .hasMessageContaining(
            "exceeded quota: q, requested: services.nodeports=2, used: services.nodeports=2,"
                + " limited: services.nodeports=3");
  }
}
