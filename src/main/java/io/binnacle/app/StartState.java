package io.binnacle.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How far the start has come: for readiness, and in a file for the launcher. Safe for any thread.
 */
@ApplicationScoped
public class StartState {
  private static final System.Logger LOG = System.getLogger(StartState.class.getName());

  private final Path file;
  private volatile boolean ready;

  @Inject
  public StartState(ServerConfiguration configuration) {
    file = configuration.home().resolve("run").resolve("state");
  }

  void starting(String component) {
    tell("starting " + component);
  }

  void ready() {
    ready = true;
    tell("ready");
    LOG.log(Level.INFO, "Binnacle is ready");
  }

  void failed(String why) {
    tell("failed " + why.lines().findFirst().orElse(""));
  }

  /** Whether everything has started. */
  public boolean isReady() {
    return ready;
  }

  /** Written aside and moved, so that the launcher never reads half a line. */
  private void tell(String line) {
    try {
      Files.createDirectories(file.getParent());
      Path aside = file.resolveSibling("state.new");
      Files.writeString(aside, line + "\n");
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The state of the start could not be written to " + file, e);
    }
  }
}
