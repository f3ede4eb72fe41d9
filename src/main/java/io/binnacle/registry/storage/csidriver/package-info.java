/** CSIDriver. Stateless. */
@NullMarked
package io.binnacle.registry.storage.csidriver;

import org.jspecify.annotations.NullMarked;
