/** ReplicationController. */
@NullMarked
package io.binnacle.registry.core.replicationcontroller;

import org.jspecify.annotations.NullMarked;
