package io.binnacle.controller.statefulset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.workload.OwnerKind;

/** Writes single pods of a stateful set, claims first, and tells of it. */
final class StatefulPodControl {
  private final ControllerContext context;
  private final OwnerKind kind;
  private final StatefulClaims claims;

  StatefulPodControl(ControllerContext context, OwnerKind kind, StatefulClaims claims) {
    this.context = context;
    this.kind = kind;
    this.claims = claims;
  }

  void create(ApiObject set, ApiObject revision, int ordinal) {
    claims.create(set, ordinal);
    String name = StatefulPods.name(set, ordinal);
    try {
      ApiObject pod =
          context
              .client()
              .create(
                  Resources.PODS, set.namespace(), StatefulPods.pod(set, kind, revision, ordinal));
      succeeded(set, "create", name);
      claims.retain(set, pod, ordinal, false);
    } catch (ApiException e) {
      // It is there and will be seen, or it is somebody else's and has to go first.
      if (!e.isAlreadyExists()) {
        failed(set, "create", name, e);
        throw e;
      }
    }
  }

  /** A pod that waits may wait for a claim that somebody has deleted. */
  void createMissingClaims(ApiObject set, int ordinal) {
    claims.create(set, ordinal);
  }

  /** Keeps the labels of a pod, and who owns its claims, as they should be. */
  void keepIdentity(ApiObject set, ApiObject pod, int ordinal) {
    claims.retain(set, pod, ordinal, false);
    ObjectNode tree = pod.copyTree();
    StatefulPods.identify(set, tree, ordinal);
    if (Trees.same(tree, pod.tree())) {
      return;
    }
    try {
      context.client().update(Resources.PODS, pod.namespace(), tree);
      succeeded(set, "update", pod.name());
    } catch (ApiException e) {
      if (!e.isConflict()) {
        failed(set, "update", pod.name(), e);
      }
      throw e;
    }
  }

  void scaleAway(ApiObject set, ApiObject pod, int ordinal) {
    claims.retain(set, pod, ordinal, true);
    delete(set, pod);
  }

  void delete(ApiObject set, ApiObject pod) {
    try {
      context
          .client()
          .delete(
              Resources.PODS,
              pod.namespace(),
              pod.name(),
              DeleteOptions.defaults().onlyUid(pod.uid()));
      succeeded(set, "delete", pod.name());
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        failed(set, "delete", pod.name(), e);
        throw e;
      }
    }
  }

  void tellOfEnded(ApiObject set, ApiObject pod) {
    context
        .recorder()
        .warning(
            set,
            "RecreatingFailedPod",
            "StatefulSet %s is recreating failed Pod %s".formatted(set.key(), pod.name()));
  }

  private void succeeded(ApiObject set, String verb, String pod) {
    context
        .recorder()
        .normal(set, "Successful" + capital(verb), what(set, verb, pod) + " successful");
  }

  private void failed(ApiObject set, String verb, String pod, ApiException e) {
    context
        .recorder()
        .warning(
            set,
            "Failed" + capital(verb),
            what(set, verb, pod) + " failed error: " + e.getMessage());
  }

  private static String what(ApiObject set, String verb, String pod) {
    return "%s Pod %s in StatefulSet %s".formatted(verb, pod, set.name());
  }

  private static String capital(String verb) {
    return Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
  }
}
