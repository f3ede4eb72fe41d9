package io.binnacle.scheduler;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.client.ApiClient;
import io.binnacle.scheduler.framework.Framework;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * Binds a pod that has its node: waits for permission, prepares, binds. Runs on a thread of the
 * pod's own; only so many bind at the same time.
 */
final class BindingCycle {
  private final ApiClient client;
  private final Semaphore permits;

  BindingCycle(ApiClient client, int parallelBindings) {
    this.client = client;
    this.permits = new Semaphore(parallelBindings);
  }

  /** What came of a binding. */
  sealed interface Outcome {
    record Bound() implements Outcome {}

    /** The pod does not exist any more. */
    record Gone() implements Outcome {}

    /** The pod was refused its node. */
    record Refused(Status.Unschedulable status) implements Outcome {}

    record Failed(String message) implements Outcome {}
  }

  Outcome run(
      Framework framework,
      SchedulingContext context,
      String nodeName,
      CompletionStage<Status> permission) {
    try {
      Status permitted = permission.toCompletableFuture().join();
      return permitted.isSuccess() ? bind(framework, context, nodeName) : outcome(permitted);
    } catch (CompletionException e) {
      return new Outcome.Failed("permit failed: " + e.getCause());
    } catch (ApiException e) {
      return e.isNotFound()
          ? new Outcome.Gone()
          : new Outcome.Failed("binding rejected: " + e.getMessage());
    }
  }

  private Outcome bind(Framework framework, SchedulingContext context, String nodeName) {
    // It may wait long for volumes, and must not keep others from binding meanwhile.
    Status prepared = framework.preBind(context, nodeName, client);
    if (!prepared.isSuccess()) {
      return outcome(prepared);
    }
    permits.acquireUninterruptibly();
    try {
      return outcome(framework.bind(context, nodeName, client));
    } finally {
      permits.release();
    }
  }

  private static Outcome outcome(Status status) {
    return switch (status) {
      case Status.Success success -> new Outcome.Bound();
      case Status.Skip skip -> new Outcome.Bound();
      case Status.Unschedulable unschedulable -> new Outcome.Refused(unschedulable);
      case Status.Failed failed -> new Outcome.Failed(failed.message());
    };
  }
}
