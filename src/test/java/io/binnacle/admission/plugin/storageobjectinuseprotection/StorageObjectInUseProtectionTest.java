package io.binnacle.admission.plugin.storageobjectinuseprotection;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageObjectInUseProtectionTest {
  private final StorageObjectInUseProtection plugin = new StorageObjectInUseProtection();

  private List<String> finalizers(String resource, String json) {
    ObjectNode object = tree(json);
    plugin.admit(create(resource, "ns", object));
    return Trees.texts(object.at("/metadata/finalizers"));
  }

  @Test
  void claimsAndVolumesAreProtectedOnce() {
    String pvc = "kubernetes.io/pvc-protection";
    assertThat(finalizers("persistentvolumeclaims", "{'metadata':{'name':'c'}}"))
        .containsExactly(pvc);
    assertThat(
            finalizers(
                "persistentvolumeclaims",
                "{'metadata':{'name':'c','finalizers':['a','" + pvc + "']}}"))
        .containsExactly("a", pvc);
    assertThat(finalizers("persistentvolumes", "{'metadata':{'name':'v'}}"))
        .containsExactly("kubernetes.io/pv-protection");
    assertThat(finalizers("pods", "{'metadata':{'name':'p'}}")).isEmpty();
  }
}
