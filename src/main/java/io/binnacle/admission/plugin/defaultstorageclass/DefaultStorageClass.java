package io.binnacle.admission.plugin.defaultstorageclass;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.volumes.StorageClasses;
import io.binnacle.apimachinery.volumes.VolumeMatching;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Gives claims that say nothing of a class the default one. An empty class is said, too. */
@Dependent
public class DefaultStorageClass implements AdmissionPlugin.Mutating {
  private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
  private static final GroupResource CLASSES =
      new GroupResource("storage.k8s.io", "storageclasses");

  private final ObjectStore store;

  @Inject
  public DefaultStorageClass(ObjectStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "DefaultStorageClass";
  }

  @Override
  public int order() {
    return 600;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode claim = request.object();
    if (claim == null
        || !request.is(Operation.CREATE, CLAIMS)
        || claim.path("spec").hasNonNull("storageClassName")
        || !VolumeMatching.storageClass(ApiObject.of(claim)).isEmpty()) {
      return;
    }
    List<ApiObject> classes = new ArrayList<>();
    Iterator<StoredObject> stored = store.cached().list(CLASSES, "", null);
    stored.forEachRemaining(found -> classes.add(found.object()));
    StorageClasses.defaultOf(classes)
        .ifPresent(found -> claim.withObjectProperty("spec").put("storageClassName", found.name()));
  }
}
