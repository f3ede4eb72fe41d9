package io.binnacle.registry.core.secret;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The Secret kind. */
@Dependent
public final class SecretResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "Secret", "secrets")
        .selectableField("type", object -> object.tree().path("type").asText())
        .columns(
            Columns.named()
                .text("Type", "What the secret is for.", o -> o.tree().path("type").asText())
                .text("Data", "How many entries it has.", o -> o.tree().path("data").size())
                .age()
                .build())
        .strategy(new SecretStrategy())
        .build();
  }
}
