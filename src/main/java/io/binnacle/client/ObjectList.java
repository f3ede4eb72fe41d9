package io.binnacle.client;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.List;

/** A consistent list and the resourceVersion to watch from. */
public record ObjectList(String resourceVersion, List<ApiObject> items) {
  public ObjectList {
    items = List.copyOf(items);
  }
}
