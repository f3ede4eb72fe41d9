/**
 * The functions that Kubernetes adds to CEL (reference: "Common Expression Language in
 * Kubernetes"). Stateless; safe for any thread.
 */
@NullMarked
package io.binnacle.schema.cel.library;

import org.jspecify.annotations.NullMarked;
