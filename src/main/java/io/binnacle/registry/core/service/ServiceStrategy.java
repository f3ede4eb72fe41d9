package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.storage.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Services: what their type asks for is allocated and reserved with them. */
final class ServiceStrategy implements ResourceStrategy {
  private final ServiceAllocation allocation;

  ServiceStrategy(ServiceAllocation allocation) {
    this.allocation = allocation;
  }

  @Override
  public boolean hasGeneration() {
    return false;
  }

  @Override
  public boolean allowsCreateOnUpdate() {
    return true;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ServiceDefaults.apply(Trees.child(object, "spec"));
    ServiceDefaults.applyToStatus(object);
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    ServiceDefaults.alignAddresses(spec);
    ServiceDefaults.applyFamilies(spec);
    object.putObject("status").putObject("loadBalancer");
  }

  @Override
  public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
    ObjectNode spec = Trees.child(object, "spec");
    JsonNode before = old.tree().path("spec");
    ServiceDefaults.dropUnused(spec, before);
    ServiceDefaults.alignAddresses(spec, before);
    ServiceDefaults.keepAllocated(spec, before);
    ServiceDefaults.applyFamilies(spec);
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    return ServiceValidation.validate(object);
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors =
        ServiceValidation.validateUpdate(object.path("spec"), old.tree().path("spec"));
    errors.addAll(ServiceValidation.validate(object));
    return errors;
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    Trees.child(Trees.child(object, "status"), "loadBalancer");
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    return ServiceTrafficValidation.validateStatus(object);
  }

  @Override
  public List<FieldError> allocate(Context context, ObjectNode object, @Nullable ApiObject old) {
    return allocation.allocate(Trees.child(object, "spec"), old, context.state());
  }

  @Override
  public List<String> validateName(String name, boolean isPrefix) {
    return Names.dns1035Label(name, isPrefix);
  }

  @Override
  public List<Mutation> companionMutations(
      Context context, @Nullable ObjectNode object, @Nullable ApiObject old) {
    return allocation.reservations(object, old, context.state(), context.now());
  }
}
