package io.binnacle.controller.nodelifecycle;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
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
 * @param nodeEvictionRate of how many lost nodes a second pods are evicted, in each zone; the first
 *     one's at once
 * @param secondaryNodeEvictionRate as {@code nodeEvictionRate} while a large zone is unhealthy; in
 *     an unhealthy zone that is not large nobody is evicted
 * @param unhealthyZoneThreshold the share of nodes that are not ready from which on a zone is
 *     unhealthy, if those are more than two
 * @param largeClusterSizeThreshold a zone of more nodes is large
 */
@ConfigurationPrefix("binnacle.controller.node-lifecycle")
public record NodeLifecycleConfiguration(
    @DefaultValue("5s") Duration nodeMonitorPeriod,
    @DefaultValue("40s") Duration nodeMonitorGracePeriod,
    @DefaultValue("60s") Duration nodeStartupGracePeriod,
    Optional<Duration> podEvictionTimeout,
    @DefaultValue("0.1") @PositiveOrZero double nodeEvictionRate,
    @DefaultValue("0.01") @PositiveOrZero double secondaryNodeEvictionRate,
    @DefaultValue("0.55") @DecimalMin("0") @DecimalMax("1") double unhealthyZoneThreshold,
    @DefaultValue("50") @PositiveOrZero int largeClusterSizeThreshold) {}
