package io.binnacle.registry.core.podtemplate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodDefaultsTest {
  private static ObjectNode applied(String spec) {
    ObjectNode tree = Json.readTrusted(spec.replace('\'', '"'));
    PodDefaults.applyToPod(tree);
    return tree;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'limits':{'cpu':'1'}} | {} | {'limits':{'cpu':'1'},'requests':{'cpu':'1'}}",
        "{'limits':{'cpu':'1'}} | {'requests':{'cpu':'100m','memory':'1Mi'}} |"
            + " {'limits':{'cpu':'1'},'requests':{'cpu':'200m','memory':'2Mi'}}",
        "{'limits':{'cpu':'1'},'requests':{'cpu':'3m'}} | {'requests':{'cpu':'1m'}} |"
            + " {'limits':{'cpu':'1'},'requests':{'cpu':'3m'}}",
        "{'requests':{'cpu':'1'}} | {'requests':{'memory':'1Mi'}} | {'requests':{'cpu':'1'}}",
        "{'requests':{'cpu':'1'}} | {'limits':{'hugepages-2Mi':'2Mi'}} |"
            + " {'requests':{'cpu':'1','hugepages-2Mi':'4Mi'},'limits':{'hugepages-2Mi':'4Mi'}}",
      })
  void aPodAsksForWhatItsContainersOrItsOwnLimitsSay(
      String resources, String container, String expected) {
    String two =
        "{'name':'a','image':'i','resources':%1$s},{'name':'b','image':'i','resources':%1$s}"
            .formatted(container);
    ObjectNode spec = applied("{'resources':" + resources + ",'containers':[" + two + "]}");
    assertThat(spec.get("resources")).isEqualTo(Json.readTrusted(expected.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example:5000/files,Always",
    "files:latest,Always",
    "registry.example:5000/files:v1,IfNotPresent",
    "files@sha256:0123,IfNotPresent",
    "'',IfNotPresent",
  })
  void imagesThatMayChangeArePulledAlways(String image, String policy) {
    ObjectNode spec =
        applied(
            """
            {'volumes':[{'name':'v','image':{'reference':'%1$s'}}],
             'containers':[{'name':'c','image':'%1$s'}]}
            """
                .formatted(image));
    assertThat(spec.at("/volumes/0/image/pullPolicy").asText()).isEqualTo(policy);
    assertThat(spec.at("/containers/0/imagePullPolicy").asText()).isEqualTo(policy);
  }
}
