/**
 * Scales workloads by what their pods use (HorizontalPodAutoscaler). What was recommended and done
 * of late is kept in memory: after a restart an autoscaler begins with the present.
 */
@NullMarked
package io.binnacle.controller.podautoscaler;

import org.jspecify.annotations.NullMarked;
