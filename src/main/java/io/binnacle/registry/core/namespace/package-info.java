/** Namespace. */
@NullMarked
package io.binnacle.registry.core.namespace;

import org.jspecify.annotations.NullMarked;
