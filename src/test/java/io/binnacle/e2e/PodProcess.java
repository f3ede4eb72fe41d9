package io.binnacle.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Containers as the host sees them: processes whose environment has their pod's name. */
final class PodProcess {
  private PodProcess() {}

  /** The process of the pod's container, which must be there. */
  static ProcessHandle of(String pod) {
    return find(pod).orElseThrow(() -> new AssertionError("no process of pod " + pod));
  }

  static Optional<ProcessHandle> find(String pod) {
    return ProcessHandle.allProcesses()
        .filter(process -> environment(process).contains("\0POD_NAME=" + pod + "\0"))
        .findFirst();
  }

  private static String environment(ProcessHandle process) {
    try {
      return "\0" + Files.readString(Path.of("/proc/" + process.pid() + "/environ")) + "\0";
    } catch (IOException ended) {
      return "";
    }
  }
}
