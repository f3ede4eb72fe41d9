package io.binnacle.node.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.node.configuration.NodeConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Node object: registers it (again, when it is deleted), writes the status when it
 * changed, or when it was written long ago, and renews the lease. Two virtual threads: a runtime
 * that does not answer holds up the status, which says so in the end; the lease says that the agent
 * lives.
 */
public final class NodeRegistration implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NodeRegistration.class.getName());
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration UNREGISTERED_PAUSE = Duration.ofMillis(200);
  private static final int RENEWALS_A_LEASE = 4;

  /** How often, and for how long, a starting agent looks whether its node became ready. */
  private static final Duration STARTING_PAUSE = Duration.ofMillis(500);

  private static final Duration STARTING = Duration.ofMinutes(1);
  private static final int THREADS = 2;

  private final ApiClient client;
  private final NodeConfiguration configuration;
  private final NodeStatusComputation computation;
  private final NodeLease lease;
  private final NodeTemplate template;
  private final IntSupplier agentPort;
  private final Clock clock;
  private final Semaphore stopped = new Semaphore(0);
  private volatile @Nullable ApiObject node;
  private Instant statusWritten = Instant.EPOCH;
  private @Nullable Instant startingUntil;

  public NodeRegistration(
      ApiClient client,
      NodeConfiguration configuration,
      NodeTemplate template,
      NodeStatusComputation computation,
      IntSupplier agentPort,
      Clock clock) {
    this.client = client;
    this.configuration = configuration;
    this.template = template;
    this.computation = computation;
    this.lease =
        new NodeLease(client, configuration.nodeName(), configuration.leaseDuration(), clock);
    this.agentPort = agentPort;
    this.clock = clock;
  }

  public void start() {
    Thread.ofVirtual().name("node-status").start(() -> run(this::reportStatus));
    Thread.ofVirtual().name("node-lease").start(() -> run(this::renewLease));
  }

  /** The Node object as it was last seen; empty before the first time. */
  public Optional<ApiObject> node() {
    return Optional.ofNullable(node);
  }

  @Override
  public void close() {
    stopped.release(THREADS);
  }

  /** Something to do again and again. Gives how long to wait before the next time. */
  @FunctionalInterface
  private interface Turn {
    Duration take();
  }

  private void run(Turn turn) {
    String lastProblem = "";
    Duration pause = Duration.ZERO;
    try {
      while (!stopped.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          pause = turn.take();
          lastProblem = "";
        } catch (ApiException e) {
          String problem = String.valueOf(e.getMessage());
          if (!problem.equals(lastProblem)) {
            LOG.log(System.Logger.Level.WARNING, "the node cannot report: {0}", problem);
          }
          lastProblem = problem;
          pause = RETRY;
        } catch (RuntimeException e) {
          if (!e.toString().equals(lastProblem)) {
            LOG.log(System.Logger.Level.ERROR, "the node cannot report", e);
          }
          lastProblem = e.toString();
          pause = RETRY;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration reportStatus() {
    Instant now = clock.instant();
    updateStatus(now);
    return isStarting(now) ? STARTING_PAUSE : configuration.statusUpdateFrequency();
  }

  /** Pods wait for a new node: that it became ready is told at once. */
  private boolean isStarting(Instant now) {
    if (startingUntil == null) {
      startingUntil = now.plus(STARTING);
    }
    ApiObject current = node;
    if (current != null && isReady(current)) {
      startingUntil = now;
    }
    return now.isBefore(startingUntil);
  }

  private static boolean isReady(ApiObject node) {
    for (JsonNode condition : node.tree().path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  /** The lease is owned by the Node object, which must be there first. */
  private Duration renewLease() {
    ApiObject registered = node;
    if (registered == null) {
      return UNREGISTERED_PAUSE;
    }
    lease.renew(registered);
    return configuration.leaseDuration().dividedBy(RENEWALS_A_LEASE);
  }

  private void updateStatus(Instant now) {
    Optional<ApiObject> found = read();
    if (found.isEmpty()) {
      if (configuration.register()) {
        node = register();
        statusWritten = now;
      } else {
        node = null;
      }
      return;
    }
    ApiObject current = withAnnotations(found.get());
    node = current;
    JsonNode before = current.tree().path("status");
    ObjectNode status =
        Json.readTrusted(Json.write(computation.compute(before, agentPort.getAsInt())));
    boolean silentForLong = !now.isBefore(statusWritten.plus(LONGEST_SILENCE));
    if (!silentForLong && isSame(before, status)) {
      return;
    }
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", current.uid());
    patch.set("status", withForeignConditions(before, status));
    node =
        client.patch(
            Resources.NODES, "", configuration.nodeName(), "status", PatchType.MERGE, patch);
    statusWritten = now;
  }

  /** The provisioner of local volumes must know where this node has them. */
  private ApiObject withAnnotations(ApiObject current) {
    Map<String, String> annotations = template.annotations();
    if (current.annotations().entrySet().containsAll(annotations.entrySet())) {
      return current;
    }
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", current.uid());
    annotations.forEach(metadata.putObject("annotations")::put);
    return client.patch(Resources.NODES, "", configuration.nodeName(), "", PatchType.MERGE, patch);
  }

  private Optional<ApiObject> read() {
    try {
      return Optional.of(client.get(Resources.NODES, "", configuration.nodeName()));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Conditions that others keep, such as the network's, stay. */
  private static ObjectNode withForeignConditions(JsonNode before, ObjectNode status) {
    ArrayNode conditions = (ArrayNode) status.path("conditions");
    for (JsonNode condition : before.path("conditions")) {
      boolean own = false;
      for (JsonNode mine : status.path("conditions")) {
        own |= mine.path("type").equals(condition.path("type"));
      }
      if (!own) {
        conditions.add(condition);
      }
    }
    return status;
  }

  /** Whether nothing changed but the time of the heartbeat. */
  private static boolean isSame(JsonNode before, ObjectNode status) {
    for (Map.Entry<String, JsonNode> field : status.properties()) {
      JsonNode old = before.path(field.getKey());
      boolean same =
          field.getKey().equals("conditions")
              ? sameConditions(old, field.getValue())
              : field.getValue().equals(old) || field.getValue().isEmpty() && old.isEmpty();
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameConditions(JsonNode before, JsonNode now) {
    Map<String, String> old = new TreeMap<>();
    before.forEach(condition -> old.put(condition.path("type").asText(), essence(condition)));
    for (JsonNode condition : now) {
      if (!essence(condition).equals(old.get(condition.path("type").asText()))) {
        return false;
      }
    }
    return true;
  }

  private static String essence(JsonNode condition) {
    return condition.path("status")
        + "/"
        + condition.path("reason")
        + "/"
        + condition.path("message");
  }

  private ApiObject register() {
    ObjectNode tree = template.node();
    tree.set("status", computation.compute(Json.mapper().missingNode(), agentPort.getAsInt()));
    try {
      ApiObject created = client.create(Resources.NODES, "", tree);
      LOG.log(System.Logger.Level.INFO, "node {0} is registered", configuration.nodeName());
      return created;
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
      return client.get(Resources.NODES, "", configuration.nodeName());
    }
  }
}
