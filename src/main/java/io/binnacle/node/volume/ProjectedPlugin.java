package io.binnacle.node.volume;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.security.SecurityContexts;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The volumes whose files come from the API: configMap, secret, downwardAPI, projected. Secrets and
 * tokens lie in memory where the agent may mount, so that they never reach the node's disk.
 */
final class ProjectedPlugin implements VolumePlugin {
  private static final int DEFAULT_MODE = 0644;
  private static final int DIRECTORY_MODE = 0755;

  private final PodDirectories directories;
  private final Projections projections;
  private final AtomicWriter writer;
  private final HostMounts mounts;

  ProjectedPlugin(
      PodDirectories directories, Projections projections, AtomicWriter writer, HostMounts mounts) {
    this.directories = directories;
    this.projections = projections;
    this.writer = writer;
    this.mounts = mounts;
  }

  @Override
  public boolean supports(Volume volume) {
    return isProjected(volume);
  }

  /** Whether the volume's files come from the API, so that only the agent writes them. */
  static boolean isProjected(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getDownwardAPI() != null
        || volume.getProjected() != null;
  }

  @Override
  public Path setUp(VolumeContext context, Volume volume) throws IOException {
    Path path = directories.volume(context.pod().uid(), plugin(volume), volume.getName());
    Map<String, FileProjection> files;
    try {
      files = files(context, volume);
    } catch (ApiException e) {
      if (AtomicWriter.isWritten(path) && ClusterObjects.isNoAnswer(e)) {
        // Under a former agent: containers restart with what is there while the server is away.
        return path;
      }
      throw e;
    }
    if (holdsSecrets(volume) && mounts.isPossible() && !AtomicWriter.isWritten(path)) {
      Files.createDirectories(path);
      if (mounts.below(path).isEmpty()) {
        mounts.mountTmpfs(path, 0);
        Files.setPosixFilePermissions(path, Ownership.ofMode(DIRECTORY_MODE));
      }
    }
    Ownership ownership =
        new Ownership(SecurityContexts.fsGroup(context.pod()), mounts.isPossible());
    writer.write(path, files, ownership);
    return path;
  }

  private static boolean holdsSecrets(Volume volume) {
    if (volume.getProjected() == null) {
      return volume.getSecret() != null;
    }
    return volume.getProjected().getSources().stream()
        .anyMatch(source -> source.getSecret() != null || source.getServiceAccountToken() != null);
  }

  private static String plugin(Volume volume) {
    if (volume.getConfigMap() != null) {
      return "configmap";
    } else if (volume.getSecret() != null) {
      return "secret";
    }
    return volume.getDownwardAPI() != null ? "downward-api" : "projected";
  }

  private Map<String, FileProjection> files(VolumeContext context, Volume volume) {
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      return projections.configMap(
          context,
          new Projections.Selection(
              source.getName(),
              source.getItems(),
              source.getOptional(),
              mode(source.getDefaultMode())));
    }
    if (volume.getSecret() != null) {
      var source = volume.getSecret();
      return projections.secret(
          context,
          new Projections.Selection(
              source.getSecretName(),
              source.getItems(),
              source.getOptional(),
              mode(source.getDefaultMode())));
    }
    if (volume.getDownwardAPI() != null) {
      var source = volume.getDownwardAPI();
      return projections.downwardApi(context, source.getItems(), mode(source.getDefaultMode()));
    }
    Map<String, FileProjection> files = new LinkedHashMap<>();
    int mode = mode(volume.getProjected().getDefaultMode());
    for (VolumeProjection source : volume.getProjected().getSources()) {
      files.putAll(projected(context, source, mode));
    }
    return files;
  }

  private Map<String, FileProjection> projected(
      VolumeContext context, VolumeProjection source, int mode) {
    if (source.getServiceAccountToken() != null) {
      return projections.token(context, source.getServiceAccountToken(), mode);
    }
    if (source.getConfigMap() != null) {
      var configMap = source.getConfigMap();
      return projections.configMap(
          context,
          new Projections.Selection(
              configMap.getName(), items(configMap.getItems()), configMap.getOptional(), mode));
    }
    if (source.getSecret() != null) {
      var secret = source.getSecret();
      return projections.secret(
          context,
          new Projections.Selection(
              secret.getName(), items(secret.getItems()), secret.getOptional(), mode));
    }
    if (source.getDownwardAPI() != null) {
      return projections.downwardApi(context, source.getDownwardAPI().getItems(), mode);
    }
    throw new VolumeException("a source of the projected volume is not supported by this node");
  }

  private static <T> List<T> items(@Nullable List<T> items) {
    return items == null ? List.of() : items;
  }

  private static int mode(@Nullable Integer mode) {
    return Objects.requireNonNullElse(mode, DEFAULT_MODE);
  }
}
