/**
 * Containers: the port to a runtime, its CRI adapter, the private containerd and the offline
 * images.
 */
@NullMarked
package io.binnacle.node.runtime;

import org.jspecify.annotations.NullMarked;
