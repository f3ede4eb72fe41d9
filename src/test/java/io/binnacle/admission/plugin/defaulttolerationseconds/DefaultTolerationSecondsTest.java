package io.binnacle.admission.plugin.defaulttolerationseconds;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultTolerationSecondsTest {
  private static final String NOT_READY =
      "{'key':'node.kubernetes.io/not-ready','operator':'Exists','effect':'NoExecute','tolerationSeconds':300}";
  private static final String UNREACHABLE =
      "{'key':'node.kubernetes.io/unreachable','operator':'Exists','effect':'NoExecute','tolerationSeconds':300}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "none | " + NOT_READY + "," + UNREACHABLE,
        "{'operator':'Exists'} | {'operator':'Exists'}",
        "{'key':'node.kubernetes.io/not-ready','effect':'NoExecute'} | {'key':'node.kubernetes.io/not-ready','effect':'NoExecute'},"
            + UNREACHABLE,
        "{'key':'x','effect':'NoExecute'} | {'key':'x','effect':'NoExecute'},"
            + NOT_READY
            + ","
            + UNREACHABLE,
        "{'operator':'Exists','effect':'NoSchedule'} | {'operator':'Exists','effect':'NoSchedule'},"
            + NOT_READY
            + ","
            + UNREACHABLE,
      })
  void addsWhatThePodDoesNotSay(String before, String after) {
    ObjectNode pod =
        tree("{'spec':{" + (before == null ? "" : "'tolerations':[" + before + "]") + "}}");
    new DefaultTolerationSeconds().admit(create("pods", "ns", pod));
    assertThat(pod).isEqualTo(tree("{'spec':{'tolerations':[" + after + "]}}"));
  }
}
