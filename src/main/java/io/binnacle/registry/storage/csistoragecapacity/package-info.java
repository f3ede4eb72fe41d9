/** CSIStorageCapacity. Stateless. */
@NullMarked
package io.binnacle.registry.storage.csistoragecapacity;

import org.jspecify.annotations.NullMarked;
