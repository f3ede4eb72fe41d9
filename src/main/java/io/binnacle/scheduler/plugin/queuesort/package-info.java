/** Orders the queue by priority, then by age. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.queuesort;

import org.jspecify.annotations.NullMarked;
