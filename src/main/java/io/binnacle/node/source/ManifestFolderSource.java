package io.binnacle.node.source;

import io.binnacle.node.model.NodePod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pods of the manifests in a folder. A folder that does not exist is an empty one. */
public final class ManifestFolderSource extends PollingSource {
  private static final System.Logger LOG = System.getLogger(ManifestFolderSource.class.getName());

  private final Path folder;
  private final StaticPods staticPods;

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
