/** Node. */
@NullMarked
package io.binnacle.registry.core.node;

import org.jspecify.annotations.NullMarked;
