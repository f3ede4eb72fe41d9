package io.binnacle.registry.events.event;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.core.event.EventResource;
import jakarta.enterprise.context.Dependent;

/** The Event kind of the group events.k8s.io: the same objects as the core group's (KEP-383). */
@Dependent
public final class EventV1Resource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    ResourceDefinition core = new EventResource().definition();
    ResourceDefinition.Builder builder =
        ResourceDefinition.builder("events.k8s.io", "v1", "Event", "events")
            .shortNames("ev")
            .columns(core.columns())
            .strategy(core.strategy())
            .storedAs(core, new EventConversion());
    core.selectableFields()
        .forEach((field, value) -> builder.selectableField(EventConversion.served(field), value));
    return builder.build();
  }
}
