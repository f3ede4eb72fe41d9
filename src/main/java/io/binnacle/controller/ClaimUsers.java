package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.volumes.PodClaim;
import io.binnacle.client.Lister;
import io.binnacle.client.SharedInformer;
import java.util.List;
import java.util.function.Consumer;

/** The pods that name a claim. Safe for any thread. */
public final class ClaimUsers {
  private static final String BY_CLAIM = "persistentVolumeClaim";

  private final Lister pods;

  private ClaimUsers(Lister pods) {
    this.pods = pods;
  }

  /** Indexes the pods of an informer, which has not been started. */
  public static ClaimUsers of(SharedInformer pods) {
    pods.addIndexer(BY_CLAIM, pod -> claims(pod).stream().map(ObjectKey::toString).toList());
    return new ClaimUsers(pods.lister());
  }

  /** All pods that name the claim, those that have ended and those without a node too. */
  public List<ApiObject> of(ObjectKey claim) {
    return pods.byIndex(BY_CLAIM, claim.toString());
  }

  /** Enqueues the claims that a pod names. */
  public static void mapPod(Change change, Consumer<ObjectKey> enqueue) {
    claims(change.object()).forEach(enqueue);
  }

  /** The claims that a pod names, those made from its ephemeral volumes among them. */
  private static List<ObjectKey> claims(ApiObject pod) {
    return PodClaim.of(pod).stream().map(PodClaim::key).toList();
  }
}
