package io.binnacle.proxy;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.time.Duration;
import java.util.List;

/**
 * How services are reached on this node.
 *
 * @param enabled whether the node makes the rules itself
 * @param minSyncPeriod changes within this time are applied together
 * @param syncPeriod how often the rules are renewed without a change
 * @param masqueradeAll whether all traffic to services gets the node's address as its source
 * @param nodePortAddresses ranges of local addresses at which node ports are open; none means all
 */
@ConfigurationPrefix("binnacle.proxy")
public record ProxyConfiguration(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("100ms") Duration minSyncPeriod,
    @DefaultValue("60s") Duration syncPeriod,
    @DefaultValue("false") boolean masqueradeAll,
    @DefaultValue("") List<String> nodePortAddresses) {}
