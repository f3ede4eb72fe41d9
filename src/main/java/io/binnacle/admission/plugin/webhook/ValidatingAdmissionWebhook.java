package io.binnacle.admission.plugin.webhook;

import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.extension.WebhookClient;
import io.binnacle.storage.ObjectStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Asks the webhooks that may refuse a write about what is going to be written. */
@Dependent
public class ValidatingAdmissionWebhook implements AdmissionPlugin.Validating {
  private final WebhookConfigurations configurations;
  private final WebhookCalls calls;

  @Inject
  public ValidatingAdmissionWebhook(ObjectStore store, WebhookClient client) {
    this.configurations = new WebhookConfigurations(store, "validatingwebhookconfigurations");
    this.calls = new WebhookCalls(client, store);
  }

  @Override
  public String name() {
    return "ValidatingAdmissionWebhook";
  }

  /** After all other plugins but quota, which counts only what nobody refuses. */
  @Override
  public int order() {
    return 950;
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (WebhookCalls.isExempt(request)) {
      return;
    }
    for (Webhook webhook : configurations.current()) {
      var unused = calls.ask(webhook, request);
    }
  }
}
