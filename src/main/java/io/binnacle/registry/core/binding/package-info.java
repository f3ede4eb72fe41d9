/** Binding, which is posted and not stored. */
@NullMarked
package io.binnacle.registry.core.binding;

import org.jspecify.annotations.NullMarked;
