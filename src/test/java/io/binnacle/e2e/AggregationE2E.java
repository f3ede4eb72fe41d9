package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import io.binnacle.testing.TlsServer;
import io.binnacle.testing.TlsServer.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** kubectl works with an extension API server as with the API server itself. */
@ExtendWith(ClusterExtension.class)
class AggregationE2E {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String RESOURCES =
      """
      {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"wardle.example.com/v1",
       "resources":[{"name":"flunders","singularName":"flunder","namespaced":true,
         "kind":"Flunder","verbs":["create","get","list","watch"],"shortNames":["fl"]}]}\
      """;

  private static String manifest(TlsServer server, String namespace) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: wardle}
    spec:
      ports: [{name: https, port: 443}]
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: wardle-1
      labels: {kubernetes.io/service-name: wardle}
    addressType: IPv4
    ports: [{name: https, port: %d}]
    endpoints: [{addresses: ["%s"]}]
    ---
    apiVersion: apiregistration.k8s.io/v1
    kind: APIService
    metadata: {name: v1.wardle.example.com}
    spec:
      group: wardle.example.com
      version: v1
      groupPriorityMinimum: 2000
      versionPriority: 15
      caBundle: %s
      service: {namespace: %s, name: wardle}
    """
        .formatted(server.port(), server.host(), server.caBundle(), namespace);
  }

  private static Answer flunders(TlsServer.Request request, String namespace) {
    if (request.method().equals("POST")) {
      return new Answer(201, request.json().toString());
    }
    return new Answer(
        200,
        """
        {"kind":"FlunderList","apiVersion":"wardle.example.com/v1","metadata":{},"items":[
          {"kind":"Flunder","apiVersion":"wardle.example.com/v1",
           "metadata":{"name":"f1","namespace":"%s"}}]}\
        """
            .formatted(namespace));
  }

  private static String available(Kubectl kubectl) {
    return kubectl.run(
        "get",
        "apiservice",
        "v1.wardle.example.com",
        "-o",
        "jsonpath={.status.conditions[0].reason}");
  }

  @Test
  void servesWhatAnotherServerServes(Kubectl kubectl, TestNamespace namespace) {
    String name = namespace.name();
    try (TlsServer server = TlsServer.start("wardle." + name + ".svc")) {
      server
          .answer("/apis/wardle.example.com/v1", RESOURCES)
          .answer(
              "/apis/wardle.example.com/v1/namespaces/" + name + "/flunders",
              request -> flunders(request, name));
      kubectl.feed(manifest(server, name), "create", "-f", "-");
      try {
        await().atMost(LIMIT).until(() -> available(kubectl).equals("Passed"));

        assertThat(kubectl.run("get", "apiservice", "v1.wardle.example.com"))
            .contains(name + "/wardle", "True");
        assertThat(kubectl.run("api-resources", "--api-group=wardle.example.com"))
            .contains("flunders", "wardle.example.com/v1", "Flunder");
        assertThat(kubectl.run("get", "fl", "-o", "name"))
            .isEqualTo("flunder.wardle.example.com/f1\n");
        assertThat(
                kubectl.feed(
                    """
                    apiVersion: wardle.example.com/v1
                    kind: Flunder
                    metadata: {name: f2}
                    """,
                    "create",
                    "--validate=false",
                    "-f",
                    "-"))
            .isEqualTo("flunder.wardle.example.com/f2 created\n");
        Headers headers = server.requests().getLast().headers();
        assertThat(headers.getFirst("X-Remote-User")).isEqualTo("kubernetes-admin");
        assertThat(headers.get("X-Remote-Group")).contains("system:masters");
        assertThat(headers.getFirst("Authorization")).isNull();

        kubectl.run("delete", "endpointslice", "wardle-1");
        await().atMost(LIMIT).until(() -> available(kubectl).equals("EndpointsNotFound"));
        assertThat(kubectl.attempt("", "get", "--raw", "/apis/wardle.example.com/v1").errors())
            .contains("the server is currently unable to handle the request");
      } finally {
        kubectl.run("delete", "apiservice", "v1.wardle.example.com");
      }
    }
  }

  @Test
  void customResourcesHaveAnApiService(Kubectl kubectl) {
    kubectl.feed(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gears.machine.example.com}
        spec:
          group: machine.example.com
          scope: Namespaced
          names: {plural: gears, kind: Gear}
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object}}
        """,
        "create",
        "-f",
        "-");
    try {
      await()
          .atMost(LIMIT)
          .until(() ->
              kubectl
                  .attempt("", "get", "apiservice", "v1.machine.example.com")
                  .output()
                  .contains("Local"));
    } finally {
      kubectl.run("delete", "crd", "gears.machine.example.com");
    }
    await()
        .atMost(LIMIT)
        .until(
            () -> !kubectl.attempt("", "get", "apiservice", "v1.machine.example.com").succeeded());
  }
}
