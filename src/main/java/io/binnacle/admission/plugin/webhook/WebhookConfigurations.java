package io.binnacle.admission.plugin.webhook;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The webhooks of all configurations of one kind, by the configurations' names and in their order
 * within each. They are read anew only when a configuration has changed.
 */
final class WebhookConfigurations {
  private static final String GROUP = "admissionregistration.k8s.io";

  private final ObjectStore store;
  private final GroupResource resource;
  private volatile Known known = new Known(List.of(), List.of());

  private record Known(List<StoredObject> sources, List<Webhook> webhooks) {}

  WebhookConfigurations(ObjectStore store, String resource) {
    this.store = store;
    this.resource = new GroupResource(GROUP, resource);
  }

  List<Webhook> current() {
    List<StoredObject> sources = new ArrayList<>();
    Iterator<StoredObject> all = store.cached().list(resource, "", null);
    all.forEachRemaining(sources::add);
    Known before = known;
    if (isSame(before.sources(), sources)) {
      return before.webhooks();
    }
    List<Webhook> webhooks =
        sources.stream().flatMap(source -> Webhook.of(source.object()).stream()).toList();
    known = new Known(sources, webhooks);
    return webhooks;
  }

  private static boolean isSame(List<StoredObject> before, List<StoredObject> now) {
    if (before.size() != now.size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (before.get(i) != now.get(i)) {
        return false;
      }
    }
    return true;
  }
}
