package io.binnacle.controller.certificatesigning;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.time.Duration;
import java.util.Optional;

/**
 * With what certificates are signed.
 *
 * @param certificateFile the authority's certificate in PEM; nothing is signed without it
 * @param keyFile the authority's private key in PEM; nothing is signed without it
 * @param duration how long certificates are good for whose request asks for no less
 */
@ConfigurationPrefix("binnacle.controller.csrsigning")
public record CertificateSigningConfiguration(
    Optional<String> certificateFile,
    Optional<String> keyFile,
    @DefaultValue("8760h") Duration duration) {}
