/**
 * The OpenAPI documents of the served resources: version 3, one document a group version, and
 * version 2, one document for all, as JSON and as protobuf. Knows the registry's definitions and
 * the schemas; plain bytes, no HTTP. Safe for any thread.
 */
@NullMarked
package io.binnacle.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
