package io.binnacle.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedHeadersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Accept | text/plain | text/plain",
        "Authorization | Bearer x | ",
        "Impersonate-User | ann | ",
        "Impersonate-Extra-a | b | ",
        "Sec-WebSocket-Protocol | base64url.bearer.authorization.k8s.io.eA, v4.channel.k8s.io, b | v4.channel.k8s.io, b",
        "Sec-WebSocket-Protocol | base64url.bearer.authorization.k8s.io.eA | ",
      })
  void keepsCredentialsToItself(String name, String value, String forwarded) {
    assertThat(ForwardedHeaders.toTarget(name, value).orElse(null)).isEqualTo(forwarded);
  }
}
