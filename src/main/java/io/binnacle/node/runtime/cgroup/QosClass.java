package io.binnacle.node.runtime.cgroup;

import java.util.Locale;

/** The quality of service of a pod, by which its control group is placed. */
public enum QosClass {
  GUARANTEED,
  BURSTABLE,
  BESTEFFORT;

  String directory() {
    return name().toLowerCase(Locale.ROOT);
  }
}
