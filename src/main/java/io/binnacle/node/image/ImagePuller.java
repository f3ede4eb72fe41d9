package io.binnacle.node.image;

import io.binnacle.client.EventRecorder;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.Image;
import io.binnacle.node.runtime.RegistryCredentials;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Sees to it that images are present, by the pull policy of each container. A failed pull is not
 * tried again before its back-off has passed. Safe for any thread; blocks while pulling.
 */
public final class ImagePuller {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private record Failure(Instant until, Duration length, String message) {}

  private final ContainerRuntime runtime;
  private final PullSecrets secrets;
  private final EventRecorder events;
  private final Clock clock;
  private final Semaphore slots;
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  public ImagePuller(
      ContainerRuntime runtime,
      ClusterObjects cluster,
      EventRecorder events,
      Clock clock,
      int maxParallelPulls) {
    this.runtime = runtime;
    this.secrets = new PullSecrets(cluster);
    this.events = events;
    this.clock = clock;
    this.slots = new Semaphore(maxParallelPulls);
  }

  /**
   * @throws ContainerRuntimeException where the runtime cannot say whether the image is present
   */
  public ImageResult ensure(NodePod pod, Container container) throws InterruptedException {
    String image = container.getImage();
    Optional<Image> present = runtime.image(image);
    String policy = policy(container);
    if (present.isPresent() && !policy.equals("Always")) {
      event(
          pod,
          container,
          "Normal",
          "Pulled",
          "Container image \"" + image + "\" already present on machine");
      return new ImageResult.Present(present.get());
    }
    if (policy.equals("Never")) {
      String message = "Container image \"" + image + "\" is not present with pull policy of Never";
      event(pod, container, "Warning", "ErrImageNeverPull", message);
      return new ImageResult.Absent("ErrImageNeverPull", message);
    }
    String key = pod.uid() + "/" + image;
    Failure failure = failures.get(key);
    if (failure != null && clock.instant().isBefore(failure.until)) {
      event(pod, container, "Normal", "BackOff", "Back-off pulling image \"" + image + "\"");
      return new ImageResult.Absent(
          "ImagePullBackOff",
          "Back-off pulling image \"" + image + "\": ErrImagePull: " + failure.message);
    }
    return pull(pod, container, key);
  }

  /** Forgets the failures of a pod that is gone. */
  public void forget(String podUid) {
    failures.keySet().removeIf(key -> key.startsWith(podUid + "/"));
  }

  /** The policy in force. Built-in images are in no registry: they are never asked for there. */
  private static String policy(Container container) {
    String image = container.getImage();
    String policy =
        Objects.requireNonNullElseGet(
            container.getImagePullPolicy(),
            () -> ImageReference.isLatest(image) ? "Always" : "IfNotPresent");
    return policy.equals("Always") && ImageReference.isBuiltIn(image) ? "IfNotPresent" : policy;
  }

  private ImageResult pull(NodePod pod, Container container, String key)
      throws InterruptedException {
    String image = container.getImage();
    event(pod, container, "Normal", "Pulling", "Pulling image \"" + image + "\"");
    Instant asked = clock.instant();
    slots.acquire();
    try {
      Instant began = clock.instant();
      pullWithSecrets(pod, image);
      Image pulled =
          runtime
              .image(image)
              .orElseThrow(() ->
                  new ContainerRuntimeException(
                      ContainerRuntimeException.Reason.OTHER,
                      "the image is not present after it was pulled"));
      failures.remove(key);
      Instant ended = clock.instant();
      event(
          pod,
          container,
          "Normal",
          "Pulled",
          "Successfully pulled image \"%s\" in %s (%s including waiting). Image size: %d bytes."
              .formatted(
                  image,
                  text(Duration.between(began, ended)),
                  text(Duration.between(asked, ended)),
                  pulled.sizeBytes()));
      return new ImageResult.Present(pulled);
    } catch (ContainerRuntimeException e) {
      if (Thread.interrupted()) {
        // Nobody waits for the image any more: that is no failure of the pull.
        throw new InterruptedException();
      }
      return failed(pod, container, key, e);
    } finally {
      slots.release();
    }
  }

  /** Tries the credentials in turn; the last failure is the one that is told. */
  private void pullWithSecrets(NodePod pod, String image) {
    List<RegistryCredentials> credentials = secrets.credentials(pod, image);
    if (credentials.isEmpty()) {
      runtime.pullImage(image, Optional.empty());
      return;
    }
    for (int i = 0; i < credentials.size(); i++) {
      try {
        runtime.pullImage(image, Optional.of(credentials.get(i)));
        return;
      } catch (ContainerRuntimeException e) {
        if (i == credentials.size() - 1) {
          throw e;
        }
      }
    }
  }

  private ImageResult failed(
      NodePod pod, Container container, String key, ContainerRuntimeException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), "unknown error");
    Failure before = failures.get(key);
    Duration wait =
        before == null
            ? FIRST_WAIT
            : before.length.multipliedBy(2).compareTo(LONGEST_WAIT) > 0
                ? LONGEST_WAIT
                : before.length.multipliedBy(2);
    failures.put(key, new Failure(clock.instant().plus(wait), wait, message));
    event(
        pod,
        container,
        "Warning",
        "Failed",
        "Failed to pull image \"" + container.getImage() + "\": " + message);
    return new ImageResult.Absent("ErrImagePull", message);
  }

  private void event(NodePod pod, Container container, String type, String reason, String message) {
    events.event(pod.object(), pod.fieldPath(container.getName()), type, reason, message);
  }

  /** As Kubernetes prints durations: {@code 812ms}, {@code 2.3s}. */
  private static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis < 1000 ? millis + "ms" : millis / 1000 + "." + millis % 1000 / 100 + "s";
  }
}
