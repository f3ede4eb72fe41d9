package io.binnacle.controller.podautoscaler;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How autoscalers work.
 *
 * @param syncPeriod how often each of them looks
 * @param tolerancePercent a use that is off by no more changes nothing
 * @param downscaleStabilization how long a recommendation keeps a workload from shrinking
 * @param cpuInitializationPeriod how long the processor use of a new pod may be that of its start
 * @param initialReadinessDelay how long a pod that was never ready is taken for a new one
 */
@ConfigurationPrefix("binnacle.controller.horizontal-pod-autoscaler")
public record PodAutoscalerConfiguration(
    @DefaultValue("15s") Duration syncPeriod,
    @DefaultValue("10") @Min(0) @Max(100) int tolerancePercent,
    @DefaultValue("5m") Duration downscaleStabilization,
    @DefaultValue("5m") Duration cpuInitializationPeriod,
    @DefaultValue("30s") Duration initialReadinessDelay) {}
