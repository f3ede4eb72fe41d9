/** CSINode. Stateless. */
@NullMarked
package io.binnacle.registry.storage.csinode;

import org.jspecify.annotations.NullMarked;
