package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testing.ApiHttp;

/** A custom resource for client libraries, in a group of the test's own, as long as the test. */
final class GadgetDefinition implements AutoCloseable {
  static final String VERSION = "v1";
  static final String KIND = "Gadget";
  static final String PLURAL = "gadgets";

  private static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String DEFINITION =
      """
      {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
       "metadata":{"name":"gadgets.%1$s"},
       "spec":{"group":"%1$s","scope":"Namespaced",
         "names":{"plural":"gadgets","singular":"gadget","kind":"Gadget","listKind":"GadgetList"},
         "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
           "schema":{"openAPIV3Schema":{"type":"object","properties":{
             "spec":{"type":"object","properties":{
               "size":{"type":"integer","default":1},
               "color":{"type":"string"}},
               "x-kubernetes-validations":[{"rule":"self.size < 10","message":"too large"}]},
             "status":{"type":"object","properties":{"phase":{"type":"string"}}}}}}}]}}\
      """;

  private final ApiHttp admin;
  private final String group;

  private GadgetDefinition(ApiHttp admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  static GadgetDefinition create(ClusterHarness cluster, TestNamespace namespace) {
    String group = namespace.name() + ".example.com";
    ApiHttp admin = cluster.admin();
    ApiHttp.Answer created = admin.post(PATH, DEFINITION.formatted(group));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return new GadgetDefinition(admin, group);
  }

  String group() {
    return group;
  }

  String apiVersion() {
    return group + "/" + VERSION;
  }

  @Override
  public void close() {
    admin.delete(PATH + "/gadgets." + group);
  }
}
