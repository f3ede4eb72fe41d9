package io.binnacle.registry;

import io.binnacle.storage.StoredObject;

/**
 * What a deletion did.
 *
 * @param object the last state, or the state with a deletionTimestamp
 * @param gone whether the object is gone; otherwise a grace period or finalizers keep it
 */
public record Deleted(StoredObject object, boolean gone) {}
