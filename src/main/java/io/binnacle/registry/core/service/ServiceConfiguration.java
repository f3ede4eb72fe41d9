package io.binnacle.registry.core.service;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.Pattern;

/**
 * Where services get their addresses and ports.
 *
 * @param serviceCidr the range of cluster addresses
 * @param nodePortRange the ports that are opened on every node, first and last
 */
@ConfigurationPrefix("binnacle.service")
public record ServiceConfiguration(
    @DefaultValue("10.96.0.0/16") @Pattern(regexp = "\\d+(\\.\\d+){3}/(1[2-9]|2\\d|30)")
        String serviceCidr,
    @DefaultValue("30000-32767") @Pattern(regexp = "\\d{1,5}-\\d{1,5}") String nodePortRange) {}
