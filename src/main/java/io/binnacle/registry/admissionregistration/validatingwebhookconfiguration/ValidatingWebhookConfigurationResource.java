package io.binnacle.registry.admissionregistration.validatingwebhookconfiguration;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.admissionregistration.WebhookConfigurationStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The ValidatingWebhookConfiguration kind. */
@Dependent
public final class ValidatingWebhookConfigurationResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "admissionregistration.k8s.io",
            "v1",
            "ValidatingWebhookConfiguration",
            "validatingwebhookconfigurations")
        .clusterScoped()
        .categories("api-extensions")
        .columns(
            Columns.named()
                .number("Webhooks", "How many it has.", o -> o.tree().path("webhooks").size())
                .age()
                .build())
        .strategy(new WebhookConfigurationStrategy(false))
        .build();
  }
}
