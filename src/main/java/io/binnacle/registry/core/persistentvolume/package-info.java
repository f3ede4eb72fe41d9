/** PersistentVolume. Stateless. */
@NullMarked
package io.binnacle.registry.core.persistentvolume;

import org.jspecify.annotations.NullMarked;
