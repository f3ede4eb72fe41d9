/** Job. Stateless. */
@NullMarked
package io.binnacle.registry.batch.job;

import org.jspecify.annotations.NullMarked;
