/** ReplicaSet. Stateless. */
@NullMarked
package io.binnacle.registry.apps.replicaset;

import org.jspecify.annotations.NullMarked;
