package io.binnacle.admission.plugin.storageobjectinuseprotection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.runtime.Trees;
import jakarta.enterprise.context.Dependent;
import java.util.Map;

/**
 * Protects claims and volumes from their first moment; the controllers that take the protection
 * away would give it only later.
 */
@Dependent
public class StorageObjectInUseProtection implements AdmissionPlugin.Mutating {
  private static final Map<GroupResource, String> FINALIZERS =
      Map.of(
          new GroupResource("", "persistentvolumeclaims"),
          "kubernetes.io/pvc-protection",
          new GroupResource("", "persistentvolumes"),
          "kubernetes.io/pv-protection");

  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public int order() {
    return 610;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode object = request.object();
    GroupResource resource = request.resource().groupResource();
    String finalizer = FINALIZERS.get(resource);
    if (object == null || finalizer == null || !request.is(Operation.CREATE, resource)) {
      return;
    }
    ArrayNode finalizers = object.withObjectProperty("metadata").withArrayProperty("finalizers");
    if (!Trees.texts(finalizers).contains(finalizer)) {
      finalizers.add(finalizer);
    }
  }
}
