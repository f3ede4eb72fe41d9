package io.binnacle.app;

import io.binnacle.app.bootstrap.HostNames;
import java.nio.file.Path;

/**
 * How this server is named in election Leases: by host and home, not by process. A server that died
 * and is started again so takes its own Lease over at once, instead of waiting until it runs out;
 * no two live servers share a home.
 */
final class LeaderIdentity {
  private LeaderIdentity() {}

  static String of(Path home) {
    return HostNames.hostName() + "_" + Integer.toHexString(home.toAbsolutePath().hashCode());
  }
}
