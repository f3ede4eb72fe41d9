package io.binnacle.authentication;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How users prove who they are.
 *
 * @param tokenFile CSV: token,user,uid,"group1,group2"
 * @param basicFile CSV: password,user,uid,"group1,group2"
 * @param anonymous whether a request without credentials is the user system:anonymous rather than
 *     refused
 * @param serviceAccountIssuer the issuer of service-account tokens
 * @param apiAudiences what a token's audience must name to be good for this API; empty for the
 *     issuer alone
 */
@ConfigurationPrefix("binnacle.authentication")
public record AuthenticationConfiguration(
    Optional<Path> tokenFile,
    Optional<Path> basicFile,
    @DefaultValue("false") boolean anonymous,
    @DefaultValue("https://kubernetes.default.svc") @NotBlank String serviceAccountIssuer,
    @DefaultValue("") List<String> apiAudiences) {

  /** The audiences in force. */
  public List<String> audiences() {
    return apiAudiences.isEmpty() ? List.of(serviceAccountIssuer) : apiAudiences;
  }
}
