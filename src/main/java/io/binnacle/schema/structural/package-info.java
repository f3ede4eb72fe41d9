/**
 * Schemas that come at run time, as OpenAPI v3 documents with Kubernetes' extensions: those of
 * custom resources. A document is read once into immutable forms, which any thread may use.
 */
@NullMarked
package io.binnacle.schema.structural;

import org.jspecify.annotations.NullMarked;
