package io.binnacle.node.server;

import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.container.RuntimePods;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.logs.ContainerLogReader;
import io.binnacle.node.runtime.logs.LogOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** {@code /containerLogs/<namespace>/<pod>/<container>}, with the options of the API's logs. */
final class ContainerLogs implements AgentEndpoint {
  static final String PATH = "/containerLogs/";

  private final Supplier<List<NodePod>> pods;
  private final RuntimePods runtimePods;
  private final ContainerLogReader reader;
  private final Clock clock;

  ContainerLogs(
      Supplier<List<NodePod>> pods,
      RuntimePods runtimePods,
      ContainerLogReader reader,
      Clock clock) {
    this.pods = pods;
    this.runtimePods = runtimePods;
    this.reader = reader;
    this.clock = clock;
  }

  @Override
  public void handle(AgentExchange exchange) throws IOException {
    String[] names = exchange.path().substring(PATH.length()).split("/");
    if (names.length != 3) {
      throw new RequestException(404, "404 page not found");
    }
    Query query = exchange.query();
    LogOptions options = options(query);
    NodePod pod = pod(names[0], names[1]);
    if (pod.container(names[2]).isEmpty()) {
      throw new RequestException(
          404, "container \"" + names[2] + "\" not found in pod \"" + names[1] + "\"");
    }
    Container container = container(pod, names[2], query.flag("previous"));
    Path log = Path.of(container.logPath());
    try (OutputStream out = exchange.stream(200, "text/plain")) {
      if (Files.exists(log)) {
        reader.read(log, options, out, () -> isRunning(pod, container));
      }
    }
  }

  private NodePod pod(String namespace, String name) {
    return pods.get().stream()
        .filter(pod -> pod.namespace().equals(namespace) && pod.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new RequestException(404, "pod \"" + name + "\" not found on this node"));
  }

  private Container container(NodePod pod, String name, boolean previous) {
    RuntimePod runtimePod = runtimePods.pod(pod.uid());
    Optional<Container> newest = runtimePod.newest(name);
    if (previous) {
      return runtimePod
          .previous(name)
          .orElseThrow(() ->
              new RequestException(
                  400,
                  "previous terminated container \"%s\" in pod \"%s\" not found"
                      .formatted(name, pod.name())));
    }
    return newest
        .filter(container -> !container.logPath().isEmpty())
        .orElseThrow(() ->
            new RequestException(
                400,
                "container \"%s\" in pod \"%s\" is waiting to start: ContainerCreating"
                    .formatted(name, pod.name())));
  }

  private boolean isRunning(NodePod pod, Container container) {
    return runtimePods.pod(pod.uid()).containers().stream()
        .anyMatch(current -> current.id().equals(container.id()) && RuntimePod.isAlive(current));
  }

  private LogOptions options(Query query) {
    return new LogOptions(
        query.flag("follow"),
        since(query),
        query.number("tailLines"),
        query.number("limitBytes"),
        query.flag("timestamps"),
        switch (query.text("stream").orElse("All")) {
          case "Stdout" -> LogOptions.Streams.STDOUT;
          case "Stderr" -> LogOptions.Streams.STDERR;
          default -> LogOptions.Streams.ALL;
        });
  }

  private Optional<Instant> since(Query query) {
    OptionalLong seconds = query.number("sinceSeconds");
    if (seconds.isPresent()) {
      return Optional.of(clock.instant().minusSeconds(seconds.getAsLong()));
    }
    try {
      return query.text("sinceTime").map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new RequestException(400, "invalid value for sinceTime");
    }
  }
}
