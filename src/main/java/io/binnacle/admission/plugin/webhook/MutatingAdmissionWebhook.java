package io.binnacle.admission.plugin.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.patch.Patches;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.extension.WebhookClient;
import io.binnacle.storage.ObjectStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the webhooks that may change an object, one after the other. When one of them has changed
 * it, all mutating plugins run once more, and of the webhooks those that want to know what others
 * changed after them (the reinvocation policy IfNeeded).
 */
@Dependent
public class MutatingAdmissionWebhook implements AdmissionPlugin.Mutating {
  private final WebhookConfigurations configurations;
  private final WebhookCalls calls;

  /** What the plugin remembers between the two passes of a request. */
  private static final class Passes {
    /** Webhooks that were asked and may be asked again. */
    private final Set<String> asked = new HashSet<>();

    /** Those of them after whom the object was changed. */
    private final Set<String> due = new HashSet<>();

    private @Nullable ObjectNode result;

    void changed() {
      due.addAll(asked);
    }
  }

  @Inject
  public MutatingAdmissionWebhook(ObjectStore store, WebhookClient client) {
    this.configurations = new WebhookConfigurations(store, "mutatingwebhookconfigurations");
    this.calls = new WebhookCalls(client, store);
  }

  @Override
  public String name() {
    return "MutatingAdmissionWebhook";
  }

  /** After the other mutating plugins. */
  @Override
  public int order() {
    return 900;
  }

  @Override
  public void admit(AdmissionRequest request) {
    if (WebhookCalls.isExempt(request)) {
      return;
    }
    var webhooks = configurations.current();
    if (webhooks.isEmpty()) {
      return;
    }
    Passes passes = request.memory(Passes.class, Passes::new);
    if (request.isReinvocation() && !Trees.same(passes.result, request.object())) {
      passes.changed();
    }
    for (Webhook webhook : webhooks) {
      if (!request.isReinvocation() || passes.due.contains(webhook.id())) {
        ask(webhook, request, passes);
      }
    }
    ObjectNode object = request.object();
    passes.result = object == null ? null : object.deepCopy();
  }

  private void ask(Webhook webhook, AdmissionRequest request, Passes passes) {
    var response = calls.ask(webhook, request);
    if (response.isEmpty()) {
      return;
    }
    if (apply(webhook, request, response.get())) {
      passes.changed();
      request.requireReinvocation();
    }
    if (webhook.policy().isReinvoked()) {
      passes.asked.add(webhook.id());
    }
  }

  /** Whether the object is another one now. */
  private static boolean apply(Webhook webhook, AdmissionRequest request, JsonNode response) {
    String patch = response.path("patch").asText();
    ObjectNode object = request.object();
    if (patch.isEmpty() || object == null) {
      return false;
    }
    if (!response.path("patchType").asText().equals("JSONPatch")) {
      throw failure(webhook, "webhook response patch type must be JSONPatch");
    }
    ObjectNode patched;
    try {
      patched = Patches.json(object, Json.read(Base64.getDecoder().decode(patch)));
    } catch (IOException | IllegalArgumentException | ApiException e) {
      throw failure(webhook, "the patch cannot be applied: " + e.getMessage());
    }
    if (Trees.same(patched, object)) {
      return false;
    }
    request.replaceObject(patched);
    return true;
  }

  private static ApiException failure(Webhook webhook, String why) {
    return ApiException.internal(
        "failed calling webhook \""
            + webhook.name()
            + "\": received invalid webhook response: "
            + why);
  }
}
