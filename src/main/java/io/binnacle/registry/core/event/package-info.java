/** Event of the core group. */
@NullMarked
package io.binnacle.registry.core.event;

import org.jspecify.annotations.NullMarked;
