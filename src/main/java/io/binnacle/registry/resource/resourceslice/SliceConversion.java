package io.binnacle.registry.resource.resourceslice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.VersionConversion;
import java.util.List;

/** resource.k8s.io/v1beta1, whose devices say what they are in {@code basic}. */
final class SliceConversion implements VersionConversion {
  @Override
  public void toStored(ObjectNode object) {
    for (ObjectNode device : Trees.objects(object.at("/spec/devices"))) {
      if (device.remove("basic") instanceof ObjectNode basic) {
        device.setAll(basic);
      }
    }
  }

  @Override
  public void fromStored(ObjectNode object) {
    for (ObjectNode device : Trees.objects(object.at("/spec/devices"))) {
      ObjectNode basic = Json.object();
      List.copyOf(device.properties())
          .forEach(entry -> {
            if (!entry.getKey().equals("name")) {
              basic.set(entry.getKey(), entry.getValue());
            }
          });
      device.remove(List.copyOf(Trees.textMap(basic).keySet()));
      device.set("basic", basic);
    }
  }
}
