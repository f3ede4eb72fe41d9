package io.binnacle.scheduler;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;

/**
 * How pods are scheduled.
 *
 * @param enabled whether this server takes part in scheduling
 * @param algorithmProvider which filters and scores count, by the name of a provider
 * @param schedulerNames the scheduler names of pods that are scheduled here; {@code name=Provider}
 *     gives a name a provider of its own
 * @param percentageOfNodesToScore how many of all nodes must be found to fit before the search
 *     ends; 0 lets the number of nodes decide
 * @param parallelBindings how many pods are bound at the same time
 * @param podInitialBackoff how long a pod waits after its first failed attempt
 * @param podMaxBackoff how long it waits at most
 * @param assumedPodExpiry how long a bound pod may stay unseen before its room is given back
 */
@ConfigurationPrefix("binnacle.scheduler")
public record SchedulerConfiguration(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("DefaultProvider") String algorithmProvider,
    @DefaultValue("default-scheduler") @NotEmpty List<String> schedulerNames,
    @DefaultValue("0") @Min(0) @Max(100) int percentageOfNodesToScore,
    @DefaultValue("64") @Min(1) int parallelBindings,
    @DefaultValue("1s") Duration podInitialBackoff,
    @DefaultValue("10s") Duration podMaxBackoff,
    @DefaultValue("60s") Duration assumedPodExpiry) {}
