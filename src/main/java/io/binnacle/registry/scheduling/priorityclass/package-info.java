/** PriorityClass. Stateless. */
@NullMarked
package io.binnacle.registry.scheduling.priorityclass;

import org.jspecify.annotations.NullMarked;
