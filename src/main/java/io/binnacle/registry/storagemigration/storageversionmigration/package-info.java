/** StorageVersionMigration. Stateless. */
@NullMarked
package io.binnacle.registry.storagemigration.storageversionmigration;

import org.jspecify.annotations.NullMarked;
