package io.binnacle.node.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.client.ApiClient;
import io.binnacle.client.InformerFactory;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.node.files.FileTrees;
import io.binnacle.node.model.PodDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The volumes that the built-in provisioner has made on this node: where one is being deleted, its
 * data go first, and then what keeps it.
 */
public final class LocalVolumes implements AutoCloseable {
  private final ApiClient client;
  private final SharedInformer volumes;
  private final Path directory;

  public LocalVolumes(
      ApiClient client, InformerFactory informers, String nodeName, PodDirectories directories) {
    this.client = client;
    this.directory = directories.localVolumes();
    this.volumes =
        informers.informer(
            Resources.PERSISTENT_VOLUMES,
            ListOptions.allNamespaces()
                .withLabels(LabelSelector.ofLabels(Map.of(LocalPath.NODE, nodeName))));
  }

  public void start() {
    volumes.start();
  }

  /**
   * Deletes the data of volumes that are on their way out. Blocks.
   *
   * @throws IOException where the host refuses; what is left is tried again at the next call
   */
  public void release() throws IOException {
    for (ApiObject volume : volumes.lister().list("", LabelSelector.everything())) {
      if (volume.isBeingDeleted()
          && LocalPath.isMadeFrom(volume)
          && volume.finalizers().contains(LocalPath.FINALIZER)) {
        release(volume);
      }
    }
  }

  private void release(ApiObject volume) throws IOException {
    Path data = Path.of(volume.tree().path("spec").path("local").path("path").asText());
    boolean delete =
        volume.tree().path("spec").path("persistentVolumeReclaimPolicy").asText().equals("Delete");
    // Whatever the volume says of its path, nothing but a volume of this node is deleted.
    if (delete && directory.equals(data.getParent()) && data.equals(data.normalize())) {
      FileTrees.delete(data);
    }
    ObjectNode tree = volume.copyTree();
    Trees.removeIf(
        Trees.child(tree, "metadata").withArrayProperty("finalizers"),
        finalizer -> finalizer.asText().equals(LocalPath.FINALIZER));
    try {
      client.update(Resources.PERSISTENT_VOLUMES, "", tree);
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    volumes.close();
  }
}
