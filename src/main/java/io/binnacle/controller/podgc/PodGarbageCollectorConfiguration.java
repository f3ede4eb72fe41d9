package io.binnacle.controller.podgc;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * What the pod garbage collector keeps.
 *
 * @param period how often it looks
 * @param quarantine how long a node must be gone before its pods are removed
 * @param terminatedPodThreshold how many ended pods are kept; 0 keeps all
 */
@ConfigurationPrefix("binnacle.controller.podgc")
public record PodGarbageCollectorConfiguration(
    @DefaultValue("20s") Duration period,
    @DefaultValue("40s") Duration quarantine,
    @DefaultValue("12500") @Min(0) int terminatedPodThreshold) {}
