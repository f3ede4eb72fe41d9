package io.binnacle.registry.discovery.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointRulesTest {
  private static List<String> refusals(String endpoint) {
    List<FieldError> errors = new ArrayList<>();
    EndpointRules.validate(
        Json.readTrusted(endpoint.replace('\'', '"')), FieldPath.of("e"), errors);
    return Messages.of(errors);
  }

  @Test
  void acceptsWhatTheControllerWrites() {
    assertThat(
            refusals(
                "{'nodeName':'n.example.com','hostname':'h','hints':{'forZones':[{'name':'z'}]}}"))
        .isEmpty();
  }

  @Test
  void hintsAreFewAndDistinct() {
    assertThat(refusals("{'hints':{'forZones':[{'name':'z'},{'name':'z'}]}}"))
        .containsExactly("e.hints.forZones[1].name: Duplicate value: \"z\"");
    assertThat(refusals("{'hints':{'forNodes':[" + "{'name':'n'},".repeat(8) + "{'name':'n'}]}}"))
        .containsExactly("e.hints.forNodes: Too many: 9: must have at most 8 items");
  }
}
