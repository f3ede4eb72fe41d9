package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionFacade;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WriteOptions;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.Snapshot;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What admission let through.
 *
 * @param mutations what the plugins want committed along
 */
record Admitted(List<Mutation> mutations, List<String> warnings) {

  /** Takes a write through the admission chain, the registry's own part in its middle. */
  static Admitted through(
      AdmissionFacade admission,
      RequestScope scope,
      AdmittedWrite write,
      WriteOptions options,
      Consumer<AdmissionRequest> prepareAndValidate) {
    AdmissionRequest request =
        new AdmissionRequest(
            write.operation(),
            scope.groupVersionKind(),
            scope.groupVersionResource(),
            scope.subresource(),
            scope.namespace(),
            write.name(),
            scope.user(),
            write.object(),
            write.old(),
            document(write.operation(), options),
            options.dryRun());
    if (write.state() != null) {
      request.on(write.state());
    }
    admission.perform(request, () -> prepareAndValidate.accept(request));
    return new Admitted(List.copyOf(request.mutations()), List.copyOf(request.warnings()));
  }

  /**
   * The write itself; the object is null for a deletion, the old one for a creation.
   *
   * @param state what the write is computed on; null for an action, which writes nothing itself
   */
  record AdmittedWrite(
      Operation operation,
      String name,
      @Nullable ObjectNode object,
      @Nullable ApiObject old,
      @Nullable Snapshot state) {}

  private static ObjectNode document(Operation operation, WriteOptions options) {
    ObjectNode document = Json.object();
    document.put(
        "kind",
        switch (operation) {
          case CREATE -> "CreateOptions";
          case UPDATE -> "UpdateOptions";
          case DELETE -> "DeleteOptions";
          case CONNECT -> "ConnectOptions";
        });
    document.put("apiVersion", "meta.k8s.io/v1");
    if (options.dryRun()) {
      document.putArray("dryRun").add("All");
    }
    if (!options.fieldManager().isEmpty()) {
      document.put("fieldManager", options.fieldManager());
    }
    return document;
  }
}
