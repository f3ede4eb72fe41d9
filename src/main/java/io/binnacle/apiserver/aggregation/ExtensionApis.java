package io.binnacle.apiserver.aggregation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apiserver.discovery.ExtensionGroupVersion;
import io.binnacle.apiserver.openapi.ExtensionOpenApi;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The group versions that extension API servers serve, and what those tell of themselves. Reading
 * costs nothing but a look into a map; safe for any thread.
 */
public final class ExtensionApis implements ExtensionGroupVersion.Source, ExtensionOpenApi {
  static final GroupResource API_SERVICES =
      new GroupResource("apiregistration.k8s.io", "apiservices");

  /** What one of them told when it last did, and whether that was lately. */
  private record Told(ExtensionDocuments documents, boolean fresh) {}

  private record State(
      long generation, Map<GroupVersion, ExtensionApi> apis, Map<String, Told> told) {}

  private volatile State state = new State(0, Map.of(), Map.of());

  /** The one that serves a path, if one does. */
  Optional<ExtensionApi> serving(String path) {
    Map<GroupVersion, ExtensionApi> apis = state.apis();
    if (apis.isEmpty() || !path.startsWith("/apis/")) {
      return Optional.empty();
    }
    String[] parts = path.split("/", 5);
    return parts.length < 4
        ? Optional.empty()
        : Optional.ofNullable(apis.get(new GroupVersion(parts[2], parts[3])));
  }

  Collection<ExtensionApi> all() {
    return state.apis().values();
  }

  Optional<ExtensionApi> named(String name) {
    return all().stream().filter(api -> api.name().equals(name)).findFirst();
  }

  ExtensionDocuments documents(String name) {
    Told known = state.told().get(name);
    return known == null ? ExtensionDocuments.NONE : known.documents();
  }

  /** Takes up what the APIServices of a state say. */
  synchronized void refresh(Snapshot snapshot) {
    Map<GroupVersion, ExtensionApi> apis = new HashMap<>();
    Iterator<StoredObject> services = snapshot.list(API_SERVICES, "", null);
    while (services.hasNext()) {
      ExtensionApi.of(services.next().object()).ifPresent(api -> apis.put(api.groupVersion(), api));
    }
    if (!apis.equals(state.apis())) {
      Map<String, Told> told = new HashMap<>(state.told());
      List<String> names = apis.values().stream().map(ExtensionApi::name).toList();
      told.keySet().retainAll(names);
      state = new State(state.generation() + 1, Map.copyOf(apis), Map.copyOf(told));
    }
  }

  /** One has told what it serves. */
  void told(String name, ExtensionDocuments documents) {
    tell(name, new Told(documents, true));
  }

  /** One could not be asked: what it told before is all that is known. */
  void silent(String name) {
    tell(name, new Told(documents(name), false));
  }

  private synchronized void tell(String name, Told now) {
    if (!now.equals(state.told().get(name))) {
      Map<String, Told> told = new HashMap<>(state.told());
      told.put(name, now);
      state = new State(state.generation() + 1, state.apis(), Map.copyOf(told));
    }
  }

  @Override
  public long generation() {
    return state.generation();
  }

  @Override
  public Collection<ExtensionGroupVersion> groupVersions() {
    State now = state;
    List<ExtensionGroupVersion> groupVersions = new ArrayList<>();
    for (ExtensionApi api : now.apis().values()) {
      Told told = now.told().getOrDefault(api.name(), new Told(ExtensionDocuments.NONE, false));
      groupVersions.add(
          new ExtensionGroupVersion(
              api.groupVersion(),
              api.priority().group(),
              api.priority().version(),
              told.documents().resources(),
              told.fresh()));
    }
    return groupVersions;
  }

  @Override
  public Map<String, String> v3() {
    State now = state;
    Map<String, String> addresses = new TreeMap<>();
    for (ExtensionApi api : now.apis().values()) {
      Told told = now.told().get(api.name());
      if (told != null) {
        told.documents()
            .openApiV3()
            .ifPresent(address -> addresses.put(api.path().substring(1), address));
      }
    }
    return addresses;
  }

  @Override
  public List<ObjectNode> v2() {
    return state.told().values().stream()
        .flatMap(told -> told.documents().openApiV2().stream())
        .toList();
  }
}
