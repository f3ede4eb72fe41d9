package io.binnacle.controller;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DeleteOptions;

/** Deletion of what a cache has shown. */
public final class Deletion {
  private Deletion() {}

  /**
   * Deletes just this object: that it is gone, or that another has its name by now, is as good.
   *
   * @throws ApiException where it is refused for another reason
   */
  public static void ofOnly(ApiObject object, GroupVersionResource resource, ApiClient client) {
    try {
      client.delete(
          resource,
          object.namespace(),
          object.name(),
          DeleteOptions.defaults().onlyUid(object.uid()));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
