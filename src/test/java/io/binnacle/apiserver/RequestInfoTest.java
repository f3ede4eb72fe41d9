package io.binnacle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.registry.ReadOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoTest {
  @ParameterizedTest
  @CsvSource({
    "/api/v1/namespaces/ns/pods, false, list, ''",
    "/api/v1/namespaces/ns/pods, true, watch, ''",
    "/api/v1/namespaces/ns/pods/foo, false, get, foo",
    "/api/v1/namespaces/ns/pods/foo, true, get, foo",
    "/api/v1/namespaces/ns/pods/foo/log, true, get, foo",
    "/api/v1/watch/namespaces/ns/pods, false, watch, ''",
    "/api/v1/watch/namespaces/ns/pods/foo, false, watch, foo",
  })
  void tellsWatchesFromReads(String path, boolean watch, String verb, String name) {
    RequestInfo info = RequestInfo.parse("GET", path, watch, "");
    assertThat(info.verb()).isEqualTo(verb);
    assertThat(info.name()).isEqualTo(name);
    assertThat(info.namespace()).isEqualTo("ns");
  }

  @Test
  void narrowsTheOptionsOfAWatchToItsName() {
    assertThat(ReadOptions.all().forName("foo").fields().toString()).isEqualTo("metadata.name=foo");
  }
}
