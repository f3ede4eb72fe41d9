/** Workload. Stateless. */
@NullMarked
package io.binnacle.registry.scheduling.workload;

import org.jspecify.annotations.NullMarked;
