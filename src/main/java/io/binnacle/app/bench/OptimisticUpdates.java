package io.binnacle.app.bench;

import io.binnacle.apimachinery.runtime.Json;

/** Updates that name the version that they change: each client's own object, again and again. */
final class OptimisticUpdates implements LoadRun.Operation {
  private final LoadConnection load;
  private final String namespace;
  private final String[] versions;

  OptimisticUpdates(LoadConnection load, String namespace, int clients) {
    this.load = load;
    this.namespace = namespace;
    this.versions = new String[clients];
    for (int client = 0; client < clients; client++) {
      versions[client] = version(load.read(StoreTarget.path(namespace, name(client))));
    }
  }

  private static String name(int client) {
    return "object-" + client;
  }

  private static String version(byte[] object) {
    return Json.readTrusted(object).at("/metadata/resourceVersion").asText();
  }

  @Override
  public long run(int client, long turn) {
    byte[] body = StoreTarget.body(name(client), System.nanoTime(), versions[client]);
    byte[] answer = load.exchange("PUT", StoreTarget.path(namespace, name(client)), body, 200);
    versions[client] = version(answer);
    return answer.length;
  }
}
