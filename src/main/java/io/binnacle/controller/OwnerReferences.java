package io.binnacle.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;

/** Makes entries of {@code metadata.ownerReferences}. */
public final class OwnerReferences {
  private OwnerReferences() {}

  /** The reference that makes the owner the one that manages the object. */
  public static ObjectNode controller(ApiObject owner, String apiVersion, String kind) {
    return Json.object()
        .put("apiVersion", apiVersion)
        .put("kind", kind)
        .put("name", owner.name())
        .put("uid", owner.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }
}
