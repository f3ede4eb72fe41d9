package io.binnacle.app;

import io.binnacle.apiserver.watch.WatchStreams;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Ends the clients' watches when the server stops: nothing else would within the time it waits. */
@Dependent
public class WatchesComponent implements Component {
  private final ServerConfiguration server;
  private final WatchStreams watches;

  @Inject
  public WatchesComponent(ServerConfiguration server, WatchStreams watches) {
    this.server = server;
    this.watches = watches;
  }

  @Override
  public String name() {
    return "watches";
  }

  @Override
  public int order() {
    return 600;
  }

  @Override
  public boolean isEnabled() {
    return server.isControlPlane();
  }

  @Override
  public void start() {
    // Watches are opened by requests.
  }

  @Override
  public void quiesce() {
    watches.close();
  }

  @Override
  public void stop() {
    watches.close();
  }
}
