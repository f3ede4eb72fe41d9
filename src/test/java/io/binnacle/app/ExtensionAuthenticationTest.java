package io.binnacle.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ExtensionAuthenticationTest {
  private static final String CA = "requestheader-client-ca-file";
  private static final String NAMES = "requestheader-allowed-names";
  private static final Clock NOW = Clock.fixed(Instant.now(), ZoneOffset.UTC);

  private static String authority(Clock clock) {
    return Pem.certificate(
        ClusterCa.generate("front proxies", clock, new SecureRandom()).certificate());
  }

  private static ObjectNode map(String authority, String names) {
    ObjectNode map = Json.object();
    map.putObject("data").put(CA, authority).put(NAMES, names);
    return map;
  }

  private static ObjectNode merged(ObjectNode found, ObjectNode own) {
    return new ExtensionAuthentication(NOW).merged(ApiObject.of(found), own);
  }

  @Test
  void keepsWhatOtherServersWrote() {
    String theirs = authority(NOW);
    String ours = authority(NOW);
    ObjectNode found = map(theirs, "[\"other\",\"front-proxy-client\"]");
    ((ObjectNode) found.path("data")).put("more", "kept");

    ObjectNode merged = merged(found, map(ours, "[\"front-proxy-client\",\"mine\"]"));

    assertThat(merged.at("/data/" + CA).asText()).isEqualTo(theirs + ours);
    assertThat(merged.at("/data/" + NAMES).asText())
        .isEqualTo("[\"other\",\"front-proxy-client\",\"mine\"]");
    assertThat(merged.at("/data/more").asText()).isEqualTo("kept");
  }

  @Test
  void saysNothingTwice() {
    ObjectNode own = map(authority(NOW), "[\"front-proxy-client\"]");
    assertThat(merged(own.deepCopy(), own)).isEqualTo(own);
  }

  @Test
  void leavesExpiredAuthoritiesAndWhatIsSpoilt() {
    String expired = authority(Clock.offset(NOW, Duration.ofDays(-36_500)));
    ObjectNode own = map(authority(NOW), "[\"front-proxy-client\"]");
    assertThat(merged(map(expired, "not a list"), own)).isEqualTo(own);
  }
}
