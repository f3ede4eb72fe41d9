package io.binnacle.node.source;

import io.binnacle.node.model.NodePod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pods of the manifests in a folder. A folder that does not exist is an empty one. A change is
 * seen at once where the system tells of it, otherwise after the period.
 */
public final class ManifestFolderSource extends PollingSource {
  private static final System.Logger LOG = System.getLogger(ManifestFolderSource.class.getName());

  /** A file that was just changed is perhaps not whole yet. */
  private static final Duration SETTLE = Duration.ofMillis(300);

  private final Path folder;
  private final StaticPods staticPods;
  private volatile @Nullable WatchService changes;

  public ManifestFolderSource(Path folder, StaticPods staticPods, Duration period) {
    super("manifest folder " + folder, period);
    this.folder = folder;
    this.staticPods = staticPods;
  }

  @Override
  List<NodePod> read() throws IOException {
    List<NodePod> pods = new ArrayList<>();
    if (!Files.exists(folder)) {
      return pods;
    }
    watchChanges();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        // Editors and tools that copy leave files with a dot in front, half written.
        if (Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".")) {
          pods.addAll(read(file));
        }
      }
    }
    return pods;
  }

  private void watchChanges() throws IOException {
    if (changes != null) {
      return;
    }
    WatchService service = folder.getFileSystem().newWatchService();
    changes = service;
    folder.register(
        service,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
  }

  @Override
  boolean awaitNext(Duration period) throws InterruptedException {
    WatchService service = changes;
    if (service == null) {
      return super.awaitNext(period);
    }
    try {
      WatchKey changed = service.poll(period.toMillis(), TimeUnit.MILLISECONDS);
      if (changed != null) {
        boolean closed = !super.awaitNext(SETTLE);
        changed.pollEvents();
        if (!changed.reset()) {
          // The folder is gone; one of its name may come.
          service.close();
          changes = null;
        }
        return !closed;
      }
      return true;
    } catch (ClosedWatchServiceException closed) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    super.close();
    WatchService service = changes;
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "the watch of {0} does not end: {1}", folder, e);
      }
    }
  }

  /** One broken manifest does not keep the others from being run. */
  private List<NodePod> read(Path file) throws IOException {
    byte[] manifest = Files.readAllBytes(file);
    try {
      return staticPods.read(manifest, "file", file.toString());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "manifest {0} is not used: {1}", file, e.getMessage());
      return List.of();
    }
  }
}
