/**
 * Writes, when the project is built, the schema catalogue that {@code schema.catalogue} reads at
 * run time. Its sources are the published Java models and protobuf messages of Kubernetes; neither
 * they nor this package are part of the application. Single-threaded.
 */
@NullMarked
package io.binnacle.schema.generator;

import org.jspecify.annotations.NullMarked;
