package io.binnacle.admission.plugin.taintnodesbycondition;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.request;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.ApiObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaintNodesByConditionTest {
  private static final String NOT_READY =
      "{'key':'node.kubernetes.io/not-ready','effect':'NoSchedule'}";

  private final TaintNodesByCondition plugin = new TaintNodesByCondition();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "none | " + NOT_READY,
        NOT_READY + " | " + NOT_READY,
        "{'key':'a','effect':'NoSchedule'} | {'key':'a','effect':'NoSchedule'}," + NOT_READY,
      })
  void taintsANewNodeOnce(String before, String after) {
    ObjectNode node =
        tree("{'spec':{" + (before == null ? "" : "'taints':[" + before + "]") + "}}");
    plugin.admit(create("nodes", "", node));
    assertThat(node).isEqualTo(tree("{'spec':{'taints':[" + after + "]}}"));
  }

  @Test
  void leavesAKnownNodeAlone() {
    ObjectNode node = tree("{'spec':{}}");
    plugin.admit(request(Operation.UPDATE, "nodes", "", node, ApiObject.of(tree("{'spec':{}}"))));
    assertThat(node).isEqualTo(tree("{'spec':{}}"));
  }
}
