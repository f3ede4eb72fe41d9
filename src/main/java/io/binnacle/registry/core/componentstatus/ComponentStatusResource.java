package io.binnacle.registry.core.componentstatus;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Verb;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/**
 * The ComponentStatus kind. It is deprecated since 1.19; the components it told of run within this
 * server, and what is not healthy here answers nothing at all: there is nothing to list.
 */
@Dependent
public final class ComponentStatusResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "ComponentStatus", "componentstatuses")
        .clusterScoped()
        .shortNames("cs")
        .verbs(Set.of(Verb.GET, Verb.LIST))
        .columns(
            Columns.named()
                .text("Status", "Whether it is healthy.", Columns.at("/conditions/0/status"))
                .text("Message", "What it says of itself.", Columns.at("/conditions/0/message"))
                .text("Error", "What is wrong.", Columns.at("/conditions/0/error"))
                .build())
        .strategy(ResourceStrategy.PLAIN)
        .build();
  }
}
