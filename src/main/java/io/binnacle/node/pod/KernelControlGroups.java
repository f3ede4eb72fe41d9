package io.binnacle.node.pod;

import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodAmounts;
import io.binnacle.node.model.QualityOfService;
import io.binnacle.node.runtime.cgroup.CgroupLimits;
import io.binnacle.node.runtime.cgroup.PodCgroups;
import io.binnacle.node.runtime.cgroup.QosClass;
import io.binnacle.node.security.ContainerResources;
import java.io.IOException;
import java.util.Set;

/** The kernel's control groups of pods, limited to the sum of what the containers may use. */
public final class KernelControlGroups implements PodControlGroups {
  private static final System.Logger LOG = System.getLogger(KernelControlGroups.class.getName());

  private final PodCgroups cgroups;

  public KernelControlGroups(PodCgroups cgroups) {
    this.cgroups = cgroups;
  }

  /** The class by which a pod's group is placed. */
  public static QosClass qosClass(NodePod pod) {
    return switch (QualityOfService.of(pod)) {
      case GUARANTEED -> QosClass.GUARANTEED;
      case BURSTABLE -> QosClass.BURSTABLE;
      case BEST_EFFORT -> QosClass.BESTEFFORT;
    };
  }

  @Override
  public String create(NodePod pod) {
    long cpuLimit = PodAmounts.limit(pod, "cpu").milliValue();
    CgroupLimits limits =
        new CgroupLimits(
            ContainerResources.shares(PodAmounts.request(pod, "cpu").milliValue()),
            ContainerResources.quota(cpuLimit),
            0,
            PodAmounts.limit(pod, "memory").value());
    try {
      return cgroups.create(qosClass(pod), pod.uid(), limits);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "pod {0} has no control group of its own: {1}", pod, e);
      return "";
    }
  }

  @Override
  public boolean remove(String podUid) {
    boolean removed = true;
    try {
      for (QosClass qosClass : QosClass.values()) {
        removed &= cgroups.remove(qosClass, podUid);
      }
      return removed;
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the control group of pod {0} cannot be removed: {1}",
          podUid,
          e);
      return false;
    }
  }

  @Override
  public Set<String> pods() throws IOException {
    return cgroups.pods().keySet();
  }
}
