package io.binnacle.app;

import io.binnacle.apiserver.watch.WatchStreams;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Ends open watches as soon as the process is told to end. The server first waits, for half a
 * minute, until its requests are done, and only then stops the application: watches are requests
 * that would never be done.
 */
@Dependent
public class OpenWatchesComponent implements Component {
  private static final System.Logger LOG = System.getLogger(OpenWatchesComponent.class.getName());

  private final ServerConfiguration configuration;
  private final Provider<WatchStreams> watches;
  private @Nullable Thread atEnd;

  @Inject
  public OpenWatchesComponent(ServerConfiguration configuration, Provider<WatchStreams> watches) {
    this.configuration = configuration;
    this.watches = watches;
  }

  @Override
  public String name() {
    return "watches";
  }

  @Override
  public int order() {
    return 160;
  }

  @Override
  public boolean isEnabled() {
    return configuration.isControlPlane();
  }

  @Override
  public void start() {
    Thread hook = new Thread(watches.get()::close, "end-of-watches");
    Runtime.getRuntime().addShutdownHook(hook);
    atEnd = hook;
  }

  @Override
  public void stop() {
    Thread hook = atEnd;
    if (hook == null) {
      return;
    }
    try {
      if (Runtime.getRuntime().removeShutdownHook(hook)) {
        watches.get().close();
      }
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "The process is ending, and watches have ended with it");
    }
  }
}
