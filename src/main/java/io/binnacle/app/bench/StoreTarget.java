package io.binnacle.app.bench;

import io.binnacle.apimachinery.runtime.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the scenarios of the store send, and where. Objects are ConfigMaps of one kilobyte.
 *
 * @param load the connection that requests go by
 * @param run how many clients, and how long
 */
record StoreTarget(LoadConnection load, LoadRun run) {
  private static final String PAYLOAD = "x".repeat(850);

  static String collection(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  static String path(String namespace, String name) {
    return collection(namespace) + "/" + name;
  }

  /** One that carries the number, so that two versions of it differ. */
  static byte[] body(String name, long number) {
    return body(name, number, "");
  }

  /**
   * @param resourceVersion that it must still have; empty for none
   */
  static byte[] body(String name, long number, String resourceVersion) {
    var object = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
    var metadata = object.putObject("metadata").put("name", name);
    if (!resourceVersion.isEmpty()) {
      metadata.put("resourceVersion", resourceVersion);
    }
    object.putObject("data").put("payload", PAYLOAD).put("number", Long.toString(number));
    return Json.write(object);
  }

  void makeNamespace(String name) {
    byte[] body =
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(name)
            .getBytes(StandardCharsets.UTF_8);
    load.send("POST", "/api/v1/namespaces", body, 201);
  }

  /** Objects {@code prefix-0} and so on. */
  void fill(String namespace, String prefix, int count) {
    new LoadRun(run.clients(), run.length())
        .share(
            count,
            number ->
                load.send("POST", collection(namespace), body(prefix + "-" + number, number), 201));
  }

  /** Creates another object each time, and may be run several times. */
  LoadRun.Operation creation(String namespace, String prefix) {
    AtomicLong next = new AtomicLong();
    return (client, turn) -> {
      long number = next.getAndIncrement();
      return load.send("POST", collection(namespace), body(prefix + "-" + number, number), 201);
    };
  }

  void clear(String namespace) {
    load.send("DELETE", collection(namespace), new byte[0], 200);
  }

  /** What is told of a run beside its rate. */
  static Map<String, Number> times(LoadRun.Result result) {
    return Map.of("p50Micros", result.micros(0.5), "p99Micros", result.micros(0.99));
  }
}
