package io.binnacle.admission.plugin.defaulttolerationseconds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.GroupResource;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/**
 * Lets pods that say nothing of it stay for five minutes on a node that is not ready or cannot be
 * reached.
 */
@Dependent
public class DefaultTolerationSeconds implements AdmissionPlugin.Mutating {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final int SECONDS = 300;
  private static final List<String> TAINTS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public int order() {
    return 500;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null
        || !(request.is(Operation.CREATE, PODS) || request.is(Operation.UPDATE, PODS))) {
      return;
    }
    ObjectNode spec = pod.withObjectProperty("spec");
    for (String taint : TAINTS) {
      if (!tolerates(spec.path("tolerations"), taint)) {
        spec.withArrayProperty("tolerations")
            .addObject()
            .put("key", taint)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", SECONDS);
      }
    }
  }

  private static boolean tolerates(JsonNode tolerations, String taint) {
    for (JsonNode toleration : tolerations) {
      String key = toleration.path("key").asText();
      String effect = toleration.path("effect").asText();
      if ((key.isEmpty() || key.equals(taint))
          && (effect.isEmpty() || effect.equals("NoExecute"))) {
        return true;
      }
    }
    return false;
  }
}
