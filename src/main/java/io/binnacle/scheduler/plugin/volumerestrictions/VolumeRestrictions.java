package io.binnacle.scheduler.plugin.volumerestrictions;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreFilterPlugin;
import io.binnacle.scheduler.framework.PreFilterResult;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.Volume;
import jakarta.enterprise.context.Dependent;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Keeps two pods that name the same network disk off one node: GCE persistent disks, RBD images and
 * iSCSI targets unless both only read, EBS volumes always.
 */
@Dependent
public class VolumeRestrictions implements PreFilterPlugin, FilterPlugin {
  private static final Status CONFLICT = Status.unschedulable("node(s) had no available disk");

  @Override
  public String name() {
    return "VolumeRestrictions";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(ClusterEvent.NODE_ADD, ClusterEvent.ASSIGNED_POD_DELETE);
  }

  @Override
  public PreFilterResult preFilter(SchedulingContext context) {
    return volumes(context.pod()).stream().anyMatch(VolumeRestrictions::isNetworkDisk)
        ? PreFilterResult.SUCCESS
        : PreFilterResult.SKIP;
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    for (Volume wanted : volumes(context.pod())) {
      if (isNetworkDisk(wanted)) {
        for (PodInfo pod : node.pods()) {
          if (volumes(pod).stream().anyMatch(used -> conflict(wanted, used))) {
            return CONFLICT;
          }
        }
      }
    }
    return Status.SUCCESS;
  }

  private static List<Volume> volumes(PodInfo pod) {
    return pod.spec().getVolumes();
  }

  private static boolean isNetworkDisk(Volume volume) {
    return volume.getGcePersistentDisk() != null
        || volume.getAwsElasticBlockStore() != null
        || volume.getRbd() != null
        || volume.getIscsi() != null;
  }

  private static boolean conflict(Volume wanted, Volume used) {
    if (wanted.getGcePersistentDisk() != null && used.getGcePersistentDisk() != null) {
      var a = wanted.getGcePersistentDisk();
      var b = used.getGcePersistentDisk();
      return a.getPdName().equals(b.getPdName()) && !bothReadOnly(a.getReadOnly(), b.getReadOnly());
    }
    if (wanted.getAwsElasticBlockStore() != null && used.getAwsElasticBlockStore() != null) {
      return wanted
          .getAwsElasticBlockStore()
          .getVolumeID()
          .equals(used.getAwsElasticBlockStore().getVolumeID());
    }
    if (wanted.getIscsi() != null && used.getIscsi() != null) {
      var a = wanted.getIscsi();
      var b = used.getIscsi();
      return a.getIqn().equals(b.getIqn()) && !bothReadOnly(a.getReadOnly(), b.getReadOnly());
    }
    if (wanted.getRbd() != null && used.getRbd() != null) {
      var a = wanted.getRbd();
      var b = used.getRbd();
      return !Collections.disjoint(a.getMonitors(), b.getMonitors())
          && String.valueOf(a.getPool()).equals(String.valueOf(b.getPool()))
          && a.getImage().equals(b.getImage())
          && !bothReadOnly(a.getReadOnly(), b.getReadOnly());
    }
    return false;
  }

  private static boolean bothReadOnly(Boolean first, Boolean second) {
    return Boolean.TRUE.equals(first) && Boolean.TRUE.equals(second);
  }
}
