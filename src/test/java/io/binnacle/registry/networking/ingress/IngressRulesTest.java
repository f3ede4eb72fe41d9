package io.binnacle.registry.networking.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Messages;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressRulesTest {
  private static final String BACKEND =
      "\"backend\":{\"service\":{\"name\":\"s\",\"port\":{\"number\":80}}}";

  private static List<String> refusals(String spec) {
    ObjectNode ingress =
        Json.readTrusted("{\"metadata\":{},\"spec\":{" + spec.replace("BACKEND", BACKEND) + "}}");
    return Messages.of(IngressRules.validate(ingress));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"defaultBackend\":{} | spec.defaultBackend: Invalid value: \"\": resource or service"
            + " backend is required",
        "\"rules\":[{\"http\":{\"paths\":[]}}] | spec.rules[0].http.paths: Required value",
        "\"rules\":[{\"http\":{\"paths\":[{\"path\":\"/\",BACKEND}]}}] |"
            + " spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified",
        "\"rules\":[{\"http\":{\"paths\":[{\"path\":\"/a/../b\",\"pathType\":\"Exact\",BACKEND}]}}] |"
            + " spec.rules[0].http.paths[0].path: Invalid value: \"/a/../b\": must not contain"
            + " '/../'",
        "\"rules\":[{\"host\":\"10.0.0.1\",\"http\":{\"paths\":[{\"path\":\"/\","
            + "\"pathType\":\"Prefix\",BACKEND}]}}] | spec.rules[0].host: Invalid value:"
            + " \"10.0.0.1\": must be a DNS name, not an IP address",
        "\"defaultBackend\":{\"resource\":{\"kind\":\"K\",\"name\":\"a/b\"}} |"
            + " spec.defaultBackend.resource.name: Invalid value: \"a/b\": may not contain '/'",
      })
  void refuses(String spec, String message) {
    assertThat(refusals(spec)).containsExactly(message);
  }
}
