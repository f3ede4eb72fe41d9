/** ResourceSlice. Stateless. */
@NullMarked
package io.binnacle.registry.resource.resourceslice;

import org.jspecify.annotations.NullMarked;
