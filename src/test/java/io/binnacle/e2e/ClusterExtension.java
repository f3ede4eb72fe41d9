package io.binnacle.e2e;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests the shared cluster, a namespace of their own, which is deleted after the test, and a
 * kubectl that works in it. A failure tells how the cluster was at that moment.
 */
final class ClusterExtension
    implements ParameterResolver, TestExecutionExceptionHandler, TestWatcher {
  private static final int EVENTS_SHOWN = 8;
  private static final Namespace SHARED = Namespace.create(ClusterExtension.class);
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return Set.of(ClusterHarness.class, Kubectl.class, TestNamespace.class)
        .contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == ClusterHarness.class) {
      return cluster(context);
    }
    TestNamespace namespace = namespace(context);
    return type == TestNamespace.class
        ? namespace
        : Kubectl.of(cluster(context)).in(namespace.name());
  }

  private static ClusterHarness cluster(ExtensionContext context) {
    return context
        .getStore(StoreScope.EXECUTION_REQUEST, SHARED)
        .computeIfAbsent(Start.class, key -> Start.attempt(), Start.class)
        .cluster();
  }

  /** The one attempt to start the cluster: where it fails, all tests fail with it, at once. */
  private record Start(CompletableFuture<ClusterHarness> outcome) implements AutoCloseable {
    static Start attempt() {
      CompletableFuture<ClusterHarness> outcome = new CompletableFuture<>();
      try {
        outcome.complete(ClusterHarness.start());
      } catch (RuntimeException e) {
        outcome.completeExceptionally(e);
      }
      return new Start(outcome);
    }

    ClusterHarness cluster() {
      return outcome.join();
    }

    @Override
    public void close() {
      if (!outcome.isCompletedExceptionally()) {
        outcome.join().close();
      }
    }
  }

  private static TestNamespace namespace(ExtensionContext context) {
    ClusterHarness cluster = cluster(context);
    return context
        .getStore(SHARED)
        .computeIfAbsent(
            TestNamespace.class,
            key -> TestNamespace.create(cluster.admin(), name(context)),
            TestNamespace.class);
  }

  private static String name(ExtensionContext context) {
    return context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT)
        + "-"
        + NAMESPACES.incrementAndGet();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    TestNamespace namespace =
        context.getStore(SHARED).get(TestNamespace.class, TestNamespace.class);
    if (namespace == null || failure instanceof TestAbortedException) {
      throw failure;
    }
    throw new AssertionError(
        failure.getMessage() + System.lineSeparator() + state(context, namespace.name()), failure);
  }

  /** What a person would look at first: the nodes, the pods and what happened last. */
  private static String state(ExtensionContext context, String namespace) {
    Kubectl kubectl = Kubectl.of(cluster(context)).in(namespace);
    String events = kubectl.attempt("", "get", "events", "--sort-by=.lastTimestamp").output();
    List<String> lines = events.lines().toList();
    return Stream.of(
            kubectl.attempt("", "get", "nodes,pods", "-o", "wide").output().lines(),
            lines.stream().skip(Math.max(0, lines.size() - EVENTS_SHOWN)))
        .flatMap(part -> part)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    Start start =
        context.getStore(StoreScope.EXECUTION_REQUEST, SHARED).get(Start.class, Start.class);
    if (start != null && !start.outcome().isCompletedExceptionally()) {
      context.publishReportEntry("server log", start.cluster().recentLog());
    }
  }
}
