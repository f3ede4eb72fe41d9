package io.binnacle.controller.certificates;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.time.Duration;
import java.util.Optional;

/**
 * What certificates are signed with.
 *
 * @param certificateFile the authority's certificate in PEM; nothing is signed without it
 * @param keyFile its key
 * @param duration how long a certificate is good at most
 */
@ConfigurationPrefix("binnacle.controller.csrsigning")
public record SigningConfiguration(
    Optional<String> certificateFile,
    Optional<String> keyFile,
    @DefaultValue("8760h") Duration duration) {}
