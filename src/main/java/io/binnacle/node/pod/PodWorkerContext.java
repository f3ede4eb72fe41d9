package io.binnacle.node.pod;

import io.binnacle.client.EventRecorder;
import io.binnacle.node.container.RuntimePods;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.podstatus.PodStatusComputation;
import io.binnacle.node.podstatus.PodStatusWriter;
import io.binnacle.node.probe.ProbeResults;
import io.binnacle.node.probe.Probes;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.volume.Volumes;
import java.time.Clock;

/** What all pod workers share. */
public record PodWorkerContext(
    ContainerRuntime runtime,
    RuntimePods runtimePods,
    Sandboxes sandboxes,
    ContainerStarter starter,
    ContainerStopper stopper,
    Volumes volumes,
    Probes probes,
    ProbeResults probeResults,
    PodStatusComputation statusComputation,
    PodStatusWriter statusWriter,
    EventRecorder events,
    PodDirectories directories,
    Clock clock,
    WorkerTimes times) {}
