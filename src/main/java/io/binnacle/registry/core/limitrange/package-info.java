/** LimitRange. */
@NullMarked
package io.binnacle.registry.core.limitrange;

import org.jspecify.annotations.NullMarked;
