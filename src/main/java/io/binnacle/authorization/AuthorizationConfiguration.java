package io.binnacle.authorization;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what.
 *
 * @param mode the authorizers in the order in which they are asked
 * @param policyFile ABAC policies, one JSON object a line; used besides the generated ones of
 *     Binnacle's own components
 */
@ConfigurationPrefix("binnacle.authorization")
public record AuthorizationConfiguration(
    @DefaultValue("ABAC") @NotEmpty List<String> mode, Optional<Path> policyFile) {}
