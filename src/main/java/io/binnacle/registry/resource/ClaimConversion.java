package io.binnacle.registry.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.VersionConversion;
import java.util.List;

/**
 * resource.k8s.io/v1beta1, whose requests hold the fields themselves that later versions have in
 * {@code exactly}.
 */
public final class ClaimConversion implements VersionConversion {
  private static final List<String> FIELDS =
      List.of(
          "deviceClassName",
          "selectors",
          "allocationMode",
          "count",
          "adminAccess",
          "tolerations",
          "capacity");

  private final String requests;

  /**
   * @param specification where the specification of the claim is
   */
  public ClaimConversion(String specification) {
    this.requests = specification + "/devices/requests";
  }

  @Override
  public void toStored(ObjectNode object) {
    for (ObjectNode request : Trees.objects(object.at(requests))) {
      ObjectNode exactly = Json.object();
      for (String field : FIELDS) {
        JsonNode value = request.remove(field);
        if (value != null) {
          exactly.set(field, value);
        }
      }
      if (!exactly.isEmpty()) {
        request.set("exactly", exactly);
      }
    }
  }

  @Override
  public void fromStored(ObjectNode object) {
    for (ObjectNode request : Trees.objects(object.at(requests))) {
      if (request.remove("exactly") instanceof ObjectNode exactly) {
        request.setAll(exactly);
      }
    }
  }
}
