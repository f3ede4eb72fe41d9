package io.binnacle.apimachinery.patch;

import java.util.Optional;
import java.util.Set;

/**
 * What strategic merge patch needs to know of a value's type. Implemented where schemas are; called
 * while a patch is applied, on its thread.
 */
public interface PatchSchema {
  /** Of a field of an object, or of an entry of a map; empty where the type does not say. */
  Optional<PatchSchema> field(String name);

  /** Of the items of a list; empty where the type does not say. */
  Optional<PatchSchema> items();

  /** {@code merge}, {@code replace}, {@code retainKeys}; none means that a list is replaced. */
  Set<String> strategies();

  /** The field that tells the items of a merged list apart; empty for lists of plain values. */
  String mergeKey();
}
