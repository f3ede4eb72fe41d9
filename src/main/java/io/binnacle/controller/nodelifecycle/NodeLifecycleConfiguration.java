package io.binnacle.controller.nodelifecycle;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.time.Duration;
import java.util.Optional;

/**
 * When a silent node counts as lost.
 *
 * @param nodeMonitorPeriod how often each node is looked at
 * @param nodeMonitorGracePeriod how long a node may be silent
 * @param nodeStartupGracePeriod how long a node that has never been heard of may be silent
 * @param podEvictionTimeout evicts pods from lost nodes no later than this, where their tolerations
 *     of a lost node would end later; tolerations without an end stay as they are
 */
@ConfigurationPrefix("binnacle.controller.node-lifecycle")
public record NodeLifecycleConfiguration(
    @DefaultValue("5s") Duration nodeMonitorPeriod,
    @DefaultValue("40s") Duration nodeMonitorGracePeriod,
    @DefaultValue("60s") Duration nodeStartupGracePeriod,
    Optional<Duration> podEvictionTimeout) {}
