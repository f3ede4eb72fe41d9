package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.resource.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Counts objects: {@code count/<resource>.<group>} for every resource, and the older plain names
 * for a few.
 */
final class ObjectCountEvaluator implements QuotaEvaluator {
  private static final Set<String> PLAIN_NAMES =
      Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");

  private final GroupResource resource;
  private final ResourceList one;

  ObjectCountEvaluator(GroupResource resource) {
    this.resource = resource;
    Quantity count = Quantity.ofCount(1);
    boolean hasPlainName = resource.group().isEmpty() && PLAIN_NAMES.contains(resource.resource());
    this.one =
        new ResourceList(
            hasPlainName
                ? Map.of(countName(resource), count, resource.resource(), count)
                : Map.of(countName(resource), count));
  }

  static String countName(GroupResource resource) {
    return "count/" + resource;
  }

  @Override
  public GroupResource resource() {
    return resource;
  }

  @Override
  public boolean counts(String quotaName) {
    return one.names().contains(quotaName);
  }

  @Override
  public ResourceList usage(JsonNode object, Instant now) {
    return one;
  }
}
