/** PersistentVolumeClaim. Stateless. */
@NullMarked
package io.binnacle.registry.core.persistentvolumeclaim;

import org.jspecify.annotations.NullMarked;
