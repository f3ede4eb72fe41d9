/** PodGroup. Stateless. */
@NullMarked
package io.binnacle.registry.scheduling.podgroup;

import org.jspecify.annotations.NullMarked;
