package io.binnacle.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldError;
import java.util.List;

/**
 * One served version of a kind in terms of the version that it is stored in: the hub. What one of
 * them cannot say is kept where the other one can hold it, so that no write through either version
 * loses what the other one wrote. The registry sets kind and apiVersion itself.
 *
 * <p>Called from any thread, perhaps several times for one request; each method changes only the
 * tree it is given, which has the defaults of its version's schema.
 */
public interface VersionConversion {
  /** Of versions that differ in nothing but their name. */
  VersionConversion SAME =
      new VersionConversion() {
        @Override
        public void toStored(ObjectNode object) {
          // There is nothing to change.
        }

        @Override
        public void fromStored(ObjectNode object) {
          // There is nothing to change.
        }
      };

  /** Turns an object of the served version into one of the stored version, in place. */
  void toStored(ObjectNode object);

  /** Turns an object of the stored version into one of the served version, in place. */
  void fromStored(ObjectNode object);

  /** As {@link #fromStored(ObjectNode)}, for many objects at once. */
  default void fromStored(List<ObjectNode> objects) {
    objects.forEach(this::fromStored);
  }

  /** Whether it asks another server: threads that must not block leave it to others then. */
  default boolean mayBlock() {
    return false;
  }

  /**
   * Names what {@link #fromStored(ObjectNode)} makes of an object: the same name, the same form.
   *
   * @param apiVersion of the served version
   */
  default String form(String apiVersion) {
    return apiVersion;
  }

  /** Rules of this version's creations besides those of the stored one, in this version's terms. */
  default List<FieldError> validateCreate(ObjectNode object) {
    return List.of();
  }
}
