package io.binnacle.registry.admissionregistration.mutatingwebhookconfiguration;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.admissionregistration.WebhookConfigurationStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The MutatingWebhookConfiguration kind. */
@Dependent
public final class MutatingWebhookConfigurationResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "admissionregistration.k8s.io",
            "v1",
            "MutatingWebhookConfiguration",
            "mutatingwebhookconfigurations")
        .clusterScoped()
        .categories("api-extensions")
        .columns(
            Columns.named()
                .number("Webhooks", "How many it has.", o -> o.tree().path("webhooks").size())
                .age()
                .build())
        .strategy(new WebhookConfigurationStrategy(true))
        .build();
  }
}
