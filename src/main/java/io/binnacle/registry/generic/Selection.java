package io.binnacle.registry.generic;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchInterest;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which objects of a resource a list or watch is about. Selectors that select everything cost
 * nothing.
 */
final class Selection {
  private static final String NAME = "metadata.name";
  private static final String NAMESPACE = "metadata.namespace";

  private final ResourceDefinition definition;
  private final LabelSelector labels;
  private final FieldSelector fields;
  private final boolean everything;

  /**
   * @throws ApiException BadRequest for a field that the kind does not offer
   */
  Selection(ResourceDefinition definition, ReadOptions options) {
    this.definition = definition;
    this.labels = options.labels();
    this.fields = options.fields();
    this.everything = labels.isEverything() && fields.isEverything();
    fields.requirements().forEach(requirement -> checkField(requirement.field()));
  }

  private void checkField(String field) {
    if (field.equals(NAME)
        || field.equals(NAMESPACE)
        || definition.selectableFields().containsKey(field)) {
      return;
    }
    throw ApiException.badRequest(
        definition.selectableFields().isEmpty() && !definition.isCustom()
            ? "\""
                + field
                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            : "field label not supported: " + field);
  }

  boolean isEverything() {
    return everything;
  }

  /** The one name that is selected, where there is one: no walk is needed. */
  Optional<String> name() {
    return fields.requiredValue(NAME);
  }

  /** The one namespace that is selected, where there is one. */
  Optional<String> namespace() {
    return fields.requiredValue(NAMESPACE);
  }

  /** The field by whose value a store can find what is selected, where there is one. */
  Optional<WatchInterest> interest() {
    return fields.requirements().stream()
        .filter(requirement -> requirement.equal() && !requirement.field().equals(NAMESPACE))
        .map(requirement ->
            new WatchInterest(
                requirement.field(),
                requirement.value(),
                stored -> value(stored, requirement.field())))
        .findFirst();
  }

  boolean matches(StoredObject stored) {
    if (everything) {
      return true;
    }
    ApiObject object = stored.object();
    return (fields.isEverything() || fields.matches(field -> value(stored, field)))
        && (labels.isEverything() || labels.matches(object.labels()));
  }

  private String value(StoredObject stored, String field) {
    return switch (field) {
      case NAME -> stored.key().name();
      case NAMESPACE -> stored.key().namespace();
      default -> {
        Function<ApiObject, String> value = definition.selectableFields().get(field);
        yield value == null ? "" : value.apply(stored.object());
      }
    };
  }
}
