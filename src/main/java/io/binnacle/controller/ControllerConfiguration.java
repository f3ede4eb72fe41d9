package io.binnacle.controller;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How controllers run.
 *
 * @param workers how many keys each controller works on at a time
 * @param resyncPeriod how often every object is looked at though nothing has changed
 * @param leaseDuration how long others wait for a silent leader
 * @param renewDeadline how long a leader that cannot renew goes on
 * @param retryPeriod how often a leader renews and others try
 */
@ConfigurationPrefix("binnacle.controller")
public record ControllerConfiguration(
    @DefaultValue("5") @Min(1) @Max(256) int workers,
    @DefaultValue("10m") Duration resyncPeriod,
    @DefaultValue("10s") Duration leaseDuration,
    @DefaultValue("7s") Duration renewDeadline,
    @DefaultValue("2s") Duration retryPeriod) {}
