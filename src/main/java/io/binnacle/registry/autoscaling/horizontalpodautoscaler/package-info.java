/** HorizontalPodAutoscaler, stored as autoscaling/v2. Stateless. */
@NullMarked
package io.binnacle.registry.autoscaling.horizontalpodautoscaler;

import org.jspecify.annotations.NullMarked;
