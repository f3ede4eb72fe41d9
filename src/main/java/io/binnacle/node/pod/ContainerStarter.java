package io.binnacle.node.pod;

import io.binnacle.client.EventRecorder;
import io.binnacle.node.container.ContainerHash;
import io.binnacle.node.container.Labels;
import io.binnacle.node.environment.ContainerConfigException;
import io.binnacle.node.environment.EnvironmentVariables;
import io.binnacle.node.environment.Expansion;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.image.ImagePuller;
import io.binnacle.node.image.ImageResult;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.probe.HandlerExecution;
import io.binnacle.node.probe.ProbeOutcome;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.ContainerSpec.EnvironmentVariable;
import io.binnacle.node.runtime.Image;
import io.binnacle.node.runtime.PodSandboxSpec;
import io.binnacle.node.security.ContainerResources;
import io.binnacle.node.security.SecurityContexts;
import io.binnacle.node.volume.ContainerMounts;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Starts one container: image, configuration, creation, start, postStart hook, each with its event.
 * Called by pod workers; blocks.
 */
public final class ContainerStarter {
  private static final Duration LONGEST_HOOK = Duration.ofMinutes(10);

  private final ContainerRuntime runtime;
  private final ImagePuller images;
  private final EnvironmentVariables environment;
  private final ContainerMounts mounts;
  private final HandlerExecution handlers;
  private final EventRecorder events;
  private final Host host;

  public ContainerStarter(
      ContainerRuntime runtime,
      ImagePuller images,
      EnvironmentVariables environment,
      ContainerMounts mounts,
      HandlerExecution handlers,
      EventRecorder events,
      Host host) {
    this.runtime = runtime;
    this.images = images;
    this.environment = environment;
    this.mounts = mounts;
    this.handlers = handlers;
    this.events = events;
    this.host = host;
  }

  /**
   * The host that containers start on.
   *
   * @param seccompProfiles where its seccomp profiles are
   */
  public record Host(long memoryBytes, Path seccompProfiles) {}

  /** The sandbox to start a container in. */
  record Place(
      String sandboxId,
      PodSandboxSpec sandbox,
      PodAddresses addresses,
      Map<String, Path> volumes) {}

  /** Forgets what is kept of a pod that is gone. */
  void forget(String podUid) {
    images.forget(podUid);
  }

  /**
   * @param patience for the image and the hook, which may take long
   * @throws StartFailure where the container waits; the event has been recorded
   */
  void start(NodePod pod, Container container, int attempt, Place place, PatientWork patience)
      throws StartFailure, InterruptedException {
    Image image = patience.await(() -> image(pod, container));
    String id = create(pod, container, attempt, place, image);
    event(pod, container, "Normal", "Created", "Created container: " + container.getName());
    try {
      runtime.startContainer(id);
    } catch (ContainerRuntimeException e) {
      throw failed(pod, container, "RunContainerError", String.valueOf(e.getMessage()));
    }
    event(pod, container, "Normal", "Started", "Started container " + container.getName());
    postStart(pod, container, id, place, patience);
  }

  private Image image(NodePod pod, Container container) throws StartFailure, InterruptedException {
    try {
      return switch (images.ensure(pod, container)) {
        case ImageResult.Present present -> present.image();
        case ImageResult.Absent absent -> {
          event(pod, container, "Warning", "Failed", "Error: " + absent.reason());
          throw new StartFailure(absent.reason(), absent.message());
        }
      };
    } catch (ContainerRuntimeException e) {
      throw failed(pod, container, "ImageInspectError", String.valueOf(e.getMessage()));
    }
  }

  private String create(NodePod pod, Container container, int attempt, Place place, Image image)
      throws StartFailure {
    ContainerSpec spec;
    try {
      Optional<String> refusal = SecurityContexts.rootRefusal(pod, container, image);
      if (refusal.isPresent()) {
        throw new ContainerConfigException(
            refusal.get()
                + " (pod: \""
                + pod.describe()
                + "\", container: "
                + container.getName()
                + ")");
      }
      spec = spec(pod, container, attempt, place, image);
      Path log = place.sandbox.logDirectory().resolve(spec.logPath());
      Files.createDirectories(Objects.requireNonNull(log.getParent()));
    } catch (ContainerConfigException | IOException e) {
      throw failed(pod, container, "CreateContainerConfigError", String.valueOf(e.getMessage()));
    }
    try {
      return runtime.createContainer(place.sandboxId, spec, place.sandbox);
    } catch (ContainerRuntimeException e) {
      throw failed(pod, container, "CreateContainerError", String.valueOf(e.getMessage()));
    }
  }

  private ContainerSpec spec(
      NodePod pod, Container container, int attempt, Place place, Image image) {
    Map<String, String> variables = environment.of(pod, container, place.addresses);
    return new ContainerSpec(
        container.getName(),
        attempt,
        image.id(),
        expand(container.getCommand(), variables),
        expand(container.getArgs(), variables),
        Objects.requireNonNullElse(container.getWorkingDir(), ""),
        variables.entrySet().stream()
            .map(variable -> new EnvironmentVariable(variable.getKey(), variable.getValue()))
            .toList(),
        mounts.of(pod, container, attempt, place.addresses, place.volumes, variables),
        List.of(),
        labels(pod, container),
        annotations(pod, container, attempt),
        PodDirectories.containerLog(container.getName(), attempt),
        Boolean.TRUE.equals(container.getStdin()),
        Boolean.TRUE.equals(container.getStdinOnce()),
        Boolean.TRUE.equals(container.getTty()),
        ContainerResources.of(pod, container, host.memoryBytes),
        SecurityContexts.merge(pod, container, host.seccompProfiles));
  }

  private static List<String> expand(List<String> words, Map<String, String> variables) {
    return words.stream().map(word -> Expansion.expand(word, variables)).toList();
  }

  private static Map<String, String> labels(NodePod pod, Container container) {
    return Map.of(
        Labels.POD_NAME, pod.name(),
        Labels.POD_NAMESPACE, pod.namespace(),
        Labels.POD_UID, pod.uid(),
        Labels.CONTAINER_NAME, container.getName());
  }

  private static Map<String, String> annotations(NodePod pod, Container container, int attempt) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put(Labels.CONTAINER_HASH, ContainerHash.of(container));
    annotations.put(Labels.RESTART_COUNT, Integer.toString(attempt));
    annotations.put(
        Labels.TERMINATION_MESSAGE_PATH,
        Objects.requireNonNullElse(container.getTerminationMessagePath(), "/dev/termination-log"));
    annotations.put(
        Labels.TERMINATION_MESSAGE_POLICY,
        Objects.requireNonNullElse(container.getTerminationMessagePolicy(), "File"));
    annotations.put(Labels.GRACE_PERIOD, Long.toString(pod.gracePeriodSeconds()));
    return annotations;
  }

  private void postStart(
      NodePod pod, Container container, String id, Place place, PatientWork patience)
      throws StartFailure, InterruptedException {
    if (container.getLifecycle() == null || container.getLifecycle().getPostStart() == null) {
      return;
    }
    String podIp = place.addresses.podIps().isEmpty() ? "" : place.addresses.podIps().getFirst();
    ProbeOutcome outcome =
        patience.await(() ->
            handlers.hook(
                container.getLifecycle().getPostStart(),
                new HandlerExecution.Target(container, id, podIp),
                LONGEST_HOOK));
    if (!outcome.success()) {
      event(pod, container, "Warning", "FailedPostStartHook", "PostStartHook failed");
      event(pod, container, "Normal", "Killing", "FailedPostStartHook");
      runtime.stopContainer(id, Duration.ofSeconds(pod.gracePeriodSeconds()));
      throw new StartFailure("PostStartHookError", "PostStartHook failed: " + outcome.output());
    }
  }

  private StartFailure failed(NodePod pod, Container container, String reason, String message) {
    event(pod, container, "Warning", "Failed", "Error: " + message);
    return new StartFailure(reason, message);
  }

  private void event(NodePod pod, Container container, String type, String reason, String message) {
    events.event(pod.object(), pod.fieldPath(container.getName()), type, reason, message);
  }
}
