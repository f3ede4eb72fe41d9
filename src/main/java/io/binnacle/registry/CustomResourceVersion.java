package io.binnacle.registry;

import io.binnacle.schema.Schema;

/**
 * What the definition of a custom resource has besides a built-in one's: each served version has a
 * schema of its own, and may have been defined otherwise when an object was stored.
 *
 * @param version which one it is
 * @param deprecationWarning what users of the version are told; empty where it is not deprecated
 * @param isConvertedOnRead whether stored objects may differ from what the schema of today makes of
 *     them
 */
public record CustomResourceVersion(
    String version, Schema schema, String deprecationWarning, boolean isConvertedOnRead) {}
