/** StorageVersion. Stateless. */
@NullMarked
package io.binnacle.registry.internal.storageversion;

import org.jspecify.annotations.NullMarked;
