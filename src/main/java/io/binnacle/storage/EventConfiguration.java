package io.binnacle.storage;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.time.Duration;

/**
 * How long Events are kept.
 *
 * @param ttl counted from the newest time that an Event names; zero keeps them for good
 */
@ConfigurationPrefix("binnacle.event")
public record EventConfiguration(@DefaultValue("1h") Duration ttl) {}
