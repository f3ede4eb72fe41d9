package io.binnacle.controller.attachdetach;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.time.Duration;

/**
 * When a volume is taken from a node that does not give it back.
 *
 * @param maxWaitForUnmount how long a node that is not ready, or is no more, may have the volume
 *     mounted
 * @param disableForceDetachOnTimeout leaves the volume to such a node until somebody says that it
 *     is out of service
 */
@ConfigurationPrefix("binnacle.controller.attachdetach")
public record AttachDetachConfiguration(
    @DefaultValue("6m") Duration maxWaitForUnmount,
    @DefaultValue("false") boolean disableForceDetachOnTimeout) {}
