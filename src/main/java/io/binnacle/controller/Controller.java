package io.binnacle.controller;

import java.util.Set;

/**
 * A controller, as the runtime knows it before it runs: a stateless CDI bean, found by type. Adding
 * a controller is adding a class.
 */
public interface Controller {
  /** The name in the configuration {@code binnacle.controllers}, such as {@code replication}. */
  String name();

  /** Other names that the configuration may use: those that Kubernetes gives the controller. */
  default Set<String> aliases() {
    return Set.of();
  }

  /**
   * The service account of kube-system that the controller acts as; also the component that its
   * events name.
   */
  default String serviceAccount() {
    return name() + "-controller";
  }

  /**
   * Whether it runs on one server alone, the leader. One that is not elected runs on every server,
   * and writes nothing that another server's would write differently.
   */
  default boolean isElected() {
    return true;
  }

  /** The configuration records that it reads: they are read once at start, to find errors early. */
  default Set<Class<? extends Record>> configurations() {
    return Set.of();
  }

  /**
   * Makes the reconciler for one term of leadership, or for the server's life. Called on a virtual
   * thread, before informers have synced; asks the context for all informers that it reads, so that
   * the runtime can wait for them, and makes no request.
   */
  Reconciler start(ControllerContext context);
}
