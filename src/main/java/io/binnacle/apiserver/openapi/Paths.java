package io.binnacle.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes the paths of a resource in one version. Used once, by one thread. */
final class Paths {
  private static final List<String> OBJECTS =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
  private static final List<String> PATCHES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml");

  /** Without strategic merge patches; kubectl reads here which ones it may send. */
  private static final List<String> CUSTOM_PATCHES =
      PATCHES.stream().filter(type -> !type.contains("strategic")).toList();

  private static final List<String> ANSWERS = List.of("application/json");
  private static final List<String> LISTS =
      List.of("application/json", "application/json;stream=watch");
  private static final List<String> ANYTHING = List.of("*/*");
  private static final String SCALE = "scale";

  private final Dialect dialect;
  private final Components components;
  private final ObjectNode paths = Json.object();

  Paths(Dialect dialect, Components components) {
    this.dialect = dialect;
    this.components = components;
  }

  ObjectNode all() {
    return paths;
  }

  /**
   * What an operation is about, besides its verb.
   *
   * @param patches the media types of patches
   */
  private record Target(GroupVersionKind kind, String tag, String idInfix, List<String> patches) {
    String id(String action) {
      return action + idInfix;
    }

    /** The same for a part of the object, with a document of its own. */
    Target part(GroupVersionKind document, String name) {
      return new Target(document, tag, idInfix + name, patches);
    }
  }

  void add(ResourceDefinition definition, String version) {
    GroupVersionKind kind = new GroupVersionKind(definition.group(), version, definition.kind());
    String root =
        kind.group().isEmpty() ? "/api/" + version : "/apis/" + kind.group() + "/" + version;
    Set<Verb> verbs = definition.verbs();
    if (definition.namespaced()) {
      Target everywhere = target(definition, kind, kind.kind() + "ForAllNamespaces");
      if (verbs.contains(Verb.LIST)) {
        ObjectNode all = path(root + "/" + definition.plural(), List.of());
        list(all, everywhere, definition.listKind());
      }
    }
    String scope = definition.namespaced() ? "/namespaces/{namespace}/" : "/";
    Target target =
        target(definition, kind, (definition.namespaced() ? "Namespaced" : "") + kind.kind());
    String collection = root + scope + definition.plural();
    List<Parameter> inNamespace =
        definition.namespaced() ? List.of(Parameter.NAMESPACE) : List.of();
    addCollection(collection, inNamespace, definition, target);
    addItem(collection + "/{name}", inNamespace, definition, target);
    for (Subresource subresource : definition.subresources()) {
      addSubresource(
          collection + "/{name}/" + subresource.name(), inNamespace, target, subresource);
    }
  }

  private static Target target(ResourceDefinition definition, GroupVersionKind kind, String infix) {
    String group = kind.group().isEmpty() ? "core" : kind.group().split("\\.")[0];
    String capital = group.substring(0, 1).toUpperCase(Locale.ROOT) + group.substring(1);
    String version =
        kind.version().substring(0, 1).toUpperCase(Locale.ROOT) + kind.version().substring(1);
    return new Target(
        kind,
        group + "_" + kind.version(),
        capital + version + infix,
        definition.isCustom() ? CUSTOM_PATCHES : PATCHES);
  }

  private ObjectNode path(String path, List<Parameter> parameters) {
    ObjectNode item = paths.putObject(path);
    ArrayNode list = item.putArray("parameters");
    parameters.forEach(parameter -> dialect.parameter(list, parameter));
    dialect.parameter(list, Parameter.PRETTY);
    return item;
  }

  private void addCollection(
      String path, List<Parameter> parameters, ResourceDefinition definition, Target target) {
    Set<Verb> verbs = definition.verbs();
    if (!verbs.contains(Verb.LIST) && !verbs.contains(Verb.CREATE)) {
      return;
    }
    ObjectNode item = path(path, parameters);
    String kind = target.kind().kind();
    if (verbs.contains(Verb.LIST)) {
      list(item, target, definition.listKind());
    }
    if (verbs.contains(Verb.CREATE)) {
      ObjectNode post = operation(item, "post", target, "create", "create a " + kind);
      parameters(post, Parameter.WRITE);
      String component = components.kind(target.kind());
      dialect.body(post, ANYTHING, dialect.reference(component), true);
      responses(post, ANSWERS, component, "200", "201", "202");
    }
    if (verbs.contains(Verb.DELETECOLLECTION)) {
      ObjectNode delete =
          operation(item, "delete", target, "deletecollection", "delete collection of " + kind);
      parameters(delete, Parameter.deleteCollection());
      deleteBody(delete);
      responses(delete, ANSWERS, components.meta("Status"), "200");
    }
  }

  private void list(ObjectNode item, Target target, String listKind) {
    ObjectNode get =
        operation(
            item, "get", target, "list", "list or watch objects of kind " + target.kind().kind());
    parameters(get, Parameter.LIST);
    responses(get, LISTS, components.list(target.kind(), listKind), "200");
  }

  private void addItem(
      String path, List<Parameter> parameters, ResourceDefinition definition, Target target) {
    Set<Verb> verbs = definition.verbs();
    boolean isAddressable =
        verbs.contains(Verb.GET) || verbs.contains(Verb.UPDATE) || verbs.contains(Verb.DELETE);
    if (!isAddressable) {
      return;
    }
    ObjectNode item = path(path, named(parameters, target.kind().kind()));
    readAndWrite(item, target, "", target.kind(), verbs);
    if (verbs.contains(Verb.DELETE)) {
      ObjectNode delete =
          operation(item, "delete", target, "delete", "delete a " + target.kind().kind());
      parameters(delete, Parameter.DELETE);
      deleteBody(delete);
      responses(delete, ANSWERS, components.meta("Status"), "200", "202");
    }
  }

  private static List<Parameter> named(List<Parameter> parameters, String kind) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.addFirst(Parameter.name(kind));
    return all;
  }

  private void deleteBody(ObjectNode operation) {
    dialect.body(operation, ANYTHING, dialect.reference(components.meta("DeleteOptions")), false);
  }

  /** The operations that objects and their document-like subresources have in common. */
  private void readAndWrite(
      ObjectNode item, Target target, String what, GroupVersionKind document, Set<Verb> verbs) {
    String component = components.kind(document);
    String of = what.isEmpty() ? "" : what + " of ";
    String kind = target.kind().kind();
    if (verbs.contains(Verb.GET)) {
      ObjectNode get =
          operation(item, "get", target, "get", "read " + of + "the specified " + kind);
      parameters(get, pastOf(what));
      responses(get, ANSWERS, component, "200");
    }
    if (verbs.contains(Verb.UPDATE)) {
      ObjectNode put =
          operation(item, "put", target, "put", "replace " + of + "the specified " + kind);
      parameters(put, Parameter.WRITE);
      dialect.body(put, ANYTHING, dialect.reference(component), true);
      responses(put, ANSWERS, component, "200", "201");
    }
    if (verbs.contains(Verb.PATCH)) {
      ObjectNode patch =
          operation(item, "patch", target, "patch", "update " + of + "the specified " + kind);
      parameters(patch, Parameter.PATCH);
      dialect.body(patch, target.patches(), dialect.reference(components.patch()), true);
      responses(patch, ANSWERS, component, "200", "201");
    }
  }

  private static List<Parameter> pastOf(String what) {
    return switch (what) {
      case "" -> Parameter.READ_OBJECT;
      case SCALE -> List.of();
      default -> Parameter.READ;
    };
  }

  private void addSubresource(
      String path, List<Parameter> parameters, Target owner, Subresource subresource) {
    String infix = capitalized(subresource.name());
    // The document's kind is what clients look for; it may be of another group than the resource.
    GroupVersionKind document = subresource.kind();
    Target target = owner.part(document, infix);
    List<Parameter> named = named(parameters, document.kind());
    switch (subresource) {
      case Subresource.Status status ->
          readAndWrite(
              path(path, named),
              owner.part(owner.kind(), infix),
              "status",
              owner.kind(),
              status.verbs());
      case Subresource.Part part ->
          readAndWrite(path(path, named), target, part.name(), document, part.verbs());
      case Subresource.Scale scale ->
          readAndWrite(path(path, named), target, SCALE, document, scale.verbs());
      case Subresource.Action action -> {
        String what = "create " + action.name() + " of a " + owner.kind().kind();
        ObjectNode post = operation(path(path, named), "post", target, "create", what);
        parameters(post, Parameter.WRITE);
        String component = components.kind(document);
        dialect.body(post, OBJECTS, dialect.reference(component), true);
        responses(post, ANSWERS, component, "200", "201", "202");
      }
      case Subresource.Connect connect -> connect(path(path, named), target, connect);
    }
  }

  private void connect(ObjectNode item, Target target, Subresource.Connect connect) {
    String what = "connect requests to " + connect.name();
    if (connect.verbs().contains(Verb.GET)) {
      plainResponse(operation(item, "get", target, "connect", what));
    }
    if (connect.verbs().contains(Verb.CREATE)) {
      plainResponse(operation(item, "post", target, "connect", what));
    }
  }

  private static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private ObjectNode operation(
      ObjectNode item, String method, Target target, String action, String description) {
    ObjectNode operation = item.putObject(method);
    operation.putArray("tags").add(target.tag());
    operation.put("description", description);
    boolean ambiguous = action.equals("connect");
    operation.put(
        "operationId", target.id(ambiguous ? action + capitalized(method) : idVerb(action)));
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", Components.kindNode(target.kind()));
    return operation;
  }

  /** The verbs of operation names are those of the generated clients. */
  private static String idVerb(String action) {
    return switch (action) {
      case "get" -> "read";
      case "put" -> "replace";
      case "deletecollection" -> "deleteCollection";
      default -> action;
    };
  }

  private void parameters(ObjectNode operation, List<Parameter> parameters) {
    ArrayNode list = operation.putArray("parameters");
    parameters.forEach(parameter -> dialect.parameter(list, parameter));
  }

  private void responses(
      ObjectNode operation, List<String> mediaTypes, String component, String... codes) {
    dialect.produces(operation, mediaTypes);
    ObjectNode responses = operation.putObject("responses");
    for (String code : codes) {
      ObjectNode response = responses.putObject(code);
      response.put(
          "description",
          switch (code) {
            case "201" -> "Created";
            case "202" -> "Accepted";
            default -> "OK";
          });
      dialect.content(response, mediaTypes, dialect.reference(component));
    }
    responses.putObject("401").put("description", "Unauthorized");
  }

  private void plainResponse(ObjectNode operation) {
    dialect.produces(operation, ANYTHING);
    ObjectNode responses = operation.putObject("responses");
    ObjectNode response = responses.putObject("200").put("description", "OK");
    dialect.content(response, ANYTHING, Json.object().put("type", "string"));
    responses.putObject("401").put("description", "Unauthorized");
  }
}
