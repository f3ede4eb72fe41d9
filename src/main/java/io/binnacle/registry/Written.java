package io.binnacle.registry;

import io.binnacle.storage.StoredObject;
import java.util.List;

/**
 * What a write left.
 *
 * @param object the new version; for a dry run one with the revision of its predecessor, or 0
 * @param created whether the object did not exist before
 * @param warnings for Warning headers
 */
public record Written(StoredObject object, boolean created, List<String> warnings) {}
