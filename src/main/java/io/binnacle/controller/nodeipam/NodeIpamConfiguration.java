package io.binnacle.controller.nodeipam;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.Pattern;

/**
 * The addresses of pods.
 *
 * @param clusterCidr the range of all pods, a /16; each node gets a /24 of it
 */
@ConfigurationPrefix("binnacle.controller.nodeipam")
public record NodeIpamConfiguration(
    @DefaultValue("10.244.0.0/16") @Pattern(regexp = "\\d{1,3}\\.\\d{1,3}\\.0\\.0/16")
        String clusterCidr) {}
