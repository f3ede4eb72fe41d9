package io.binnacle.apiserver.aggregation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.Conditions.Condition;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import io.binnacle.client.WorkQueue;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.storage.Change;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps {@link ExtensionApis} and the condition Available of every APIService as they should be, on
 * every server of the control plane: each one must reach the extension API servers itself. It
 * follows the store, checks what may have changed, and all of them now and then.
 */
public final class ExtensionAvailability implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ExtensionAvailability.class.getName());

  /** A slow server must not hold the others up. */
  private static final int WORKERS = 4;

  private static final Duration OPEN_API_AGE = Duration.ofSeconds(60);

  private final ObjectStore store;
  private final ExtensionApis apis;
  private final AvailabilityCheck check;
  private final ApiClient client;
  private final WorkQueue<String> queue;
  private final Clock clock;
  private final Map<String, Instant> openApiAsked = new ConcurrentHashMap<>();
  private final List<ResourceFollower> followers = new ArrayList<>();

  /**
   * @param client writes the conditions
   * @param queue of the names of APIServices
   */
  public ExtensionAvailability(
      ObjectStore store,
      ExtensionApis apis,
      ExtensionServers servers,
      ApiClient client,
      WorkQueue<String> queue,
      Clock clock) {
    this.store = store;
    this.apis = apis;
    this.check = new AvailabilityCheck(servers);
    this.client = client;
    this.queue = queue;
    this.clock = clock;
  }

  /**
   * @param executor runs the workers, which block: a virtual thread each
   */
  public void start(Executor executor) {
    follow(
        executor,
        ExtensionApis.API_SERVICES,
        change -> executor.execute(() -> apiServiceChanged(change)));
    follow(
        executor,
        ServiceEndpoints.SERVICES,
        change -> serviceChanged(change.current().object(), change.current().object().name()));
    follow(
        executor,
        ServiceEndpoints.ENDPOINT_SLICES,
        change -> {
          ApiObject slice = change.current().object();
          serviceChanged(slice, slice.labels().getOrDefault(ServiceEndpoints.SERVICE_LABEL, ""));
        });
    apis.refresh(store.cached());
    for (int i = 0; i < WORKERS; i++) {
      executor.execute(this::work);
    }
    checkAll();
  }

  private void follow(Executor executor, GroupResource resource, Consumer<Change> listener) {
    ResourceFollower follower =
        new ResourceFollower(store, resource, listener, this::checkAll, executor);
    followers.add(follower);
    follower.start();
  }

  /** Has everything looked at again, whether something seems to have changed or not. */
  public void checkAll() {
    apis.refresh(store.cached());
    apis.all().forEach(api -> queue.add(api.name()));
  }

  /** What a check itself wrote is no reason for another one. */
  private void apiServiceChanged(Change change) {
    apis.refresh(store.cached());
    StoredObject before = change.previous();
    ApiObject now = change.current().object();
    if (before == null
        || change.deletion()
        || !Trees.same(before.object().tree().path("spec"), now.tree().path("spec"))) {
      queue.add(now.name());
    }
  }

  private void serviceChanged(ApiObject changed, String service) {
    for (ExtensionApi api : apis.all()) {
      if (api.service().namespace().equals(changed.namespace())
          && api.service().name().equals(service)) {
        queue.add(api.name());
      }
    }
  }

  private void work() {
    try {
      for (var name = queue.take(); name.isPresent(); name = queue.take()) {
        try {
          update(name.get());
        } finally {
          queue.done(name.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void update(String name) {
    try {
      apis.refresh(store.cached());
      boolean settled = apis.named(name).map(this::updateRemote).orElseGet(() -> updateLocal(name));
      if (settled) {
        queue.forget(name);
      } else {
        queue.addRateLimited(name);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The APIService " + name + " could not be checked", e);
      queue.addRateLimited(name);
    }
  }

  private boolean updateRemote(ExtensionApi api) {
    Instant now = clock.instant();
    boolean withOpenApi =
        !api.available()
            || openApiAsked.getOrDefault(api.name(), Instant.MIN).plus(OPEN_API_AGE).isBefore(now);
    AvailabilityCheck.Outcome outcome =
        check.check(store.cached(), api, apis.documents(api.name()), withOpenApi);
    outcome
        .documents()
        .ifPresentOrElse(
            documents -> {
              apis.told(api.name(), documents);
              if (withOpenApi) {
                openApiAsked.put(api.name(), now);
              }
            },
            () -> apis.silent(api.name()));
    write(api.name(), outcome.condition());
    return outcome.documents().isPresent();
  }

  /** A group version that this server serves itself is always there. */
  private boolean updateLocal(String name) {
    openApiAsked.remove(name);
    write(
        name,
        new Condition(
            ExtensionApi.AVAILABLE, "True", "Local", "Local APIServices are always available"));
    return true;
  }

  private void write(String name, Condition condition) {
    try {
      ApiObject current = client.get(Resources.API_SERVICES, "", name);
      ObjectNode tree = current.copyTree();
      Conditions.set(Trees.child(tree, "status"), condition, clock.instant());
      if (!Trees.same(tree, current.tree())) {
        client.updateStatus(Resources.API_SERVICES, "", tree);
      }
    } catch (ApiException e) {
      // Gone, or changed: then there is a change to follow.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    followers.forEach(ResourceFollower::close);
    queue.close();
  }
}
