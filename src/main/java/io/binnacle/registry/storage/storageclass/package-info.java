/** StorageClass. Stateless. */
@NullMarked
package io.binnacle.registry.storage.storageclass;

import org.jspecify.annotations.NullMarked;
