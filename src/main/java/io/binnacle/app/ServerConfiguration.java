package io.binnacle.app;

import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process is.
 *
 * @param home all data, PKI and logs
 * @param port the API server's HTTPS port
 * @param roles which parts run in this process
 */
@ConfigurationPrefix("binnacle")
public record ServerConfiguration(
    Path home,
    @DefaultValue("6443") @Min(1) @Max(65535) int port,
    @DefaultValue("control-plane,node") @NotEmpty List<Role> roles) {

  /** A part of a cluster that a process can play. */
  public enum Role {
    CONTROL_PLANE,
    NODE
  }

  public boolean isControlPlane() {
    return roles.contains(Role.CONTROL_PLANE);
  }

  public boolean isNode() {
    return roles.contains(Role.NODE);
  }

  /** The files that the bootstrap made. */
  public ClusterFiles files() {
    return new ClusterFiles(home);
  }
}
