package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testing.ApiHttp;

/** A namespace that lives as long as a test. */
final class TestNamespace implements AutoCloseable {
  private final ApiHttp admin;
  private final String name;

  private TestNamespace(ApiHttp admin, String name) {
    this.admin = admin;
    this.name = name;
  }

  static TestNamespace create(ApiHttp admin, String name) {
    String body = "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}";
    ApiHttp.Answer created = admin.post("/api/v1/namespaces", body.formatted(name));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return new TestNamespace(admin, name);
  }

  String name() {
    return name;
  }

  /** The path of a resource of the core group in this namespace. */
  String path(String resource) {
    return "/api/v1/namespaces/" + name + "/" + resource;
  }

  /** Begins the deletion; a namespace that a test deleted itself is gone already. */
  @Override
  public void close() {
    admin.delete("/api/v1/namespaces/" + name);
  }
}
