package io.binnacle.apimachinery.managedfields;

/**
 * What differs between two versions of an object; no field is in more than one of the sets.
 *
 * @param added fields of the new version alone
 * @param modified fields of both with other values
 * @param removed fields of the old version alone
 */
record Changes(FieldSet added, FieldSet modified, FieldSet removed) {
  boolean none() {
    return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
  }

  /** What the writer set: added or modified. */
  FieldSet written() {
    return added.union(modified);
  }

  /** Without these fields and all below them. */
  Changes without(FieldSet fields) {
    return fields.isEmpty()
        ? this
        : new Changes(
            added.recursiveDifference(fields),
            modified.recursiveDifference(fields),
            removed.recursiveDifference(fields));
  }
}
