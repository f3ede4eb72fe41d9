package io.binnacle.apiserver.encoding;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apiserver.encoding.Representation.Encoding;
import io.binnacle.apiserver.encoding.Representation.Form;
import io.binnacle.registry.RequestScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Chooses the representation of answers from the Accept header: the first that the header names, by
 * quality, and that the server can make. Stateless; safe for any thread.
 */
public final class ContentNegotiation {
  /** An answer that is a list, and may be asked for as a stream. */
  private static final String STREAM = ";stream=watch";

  private static final String TABLE = "Table";
  private static final String PARTIAL = "PartialObjectMetadata";
  private static final String PARTIAL_LIST = "PartialObjectMetadataList";
  private static final Set<String> TRANSFORMATION_VERSIONS = Set.of("v1", "v1beta1");

  private final Predicate<GroupVersionKind> protobufKinds;

  /**
   * @param protobufKinds which kinds have a protobuf form
   */
  public ContentNegotiation(Predicate<GroupVersionKind> protobufKinds) {
    this.protobufKinds = protobufKinds;
  }

  /**
   * For an answer that is one object of the scope's resource.
   *
   * @throws ApiException NotAcceptable
   */
  public Representation object(String accept, RequestScope scope) {
    List<Encoding> offered = offered(scope.groupVersionKind());
    requireMediaType(accept, offered, false);
    Choice choice = choose(accept, offered);
    if (choice.as().equals(PARTIAL_LIST)) {
      throw notAcceptable(
          "you requested PartialObjectMetadataList, but the requested object is not a list ("
              + modelName(scope, scope.definition().kind())
              + ")");
    }
    return choice.representation();
  }

  /**
   * For an answer that is a list of the scope's resource.
   *
   * @throws ApiException NotAcceptable
   */
  public Representation list(String accept, RequestScope scope) {
    List<Encoding> offered = offered(scope.groupVersionKind());
    requireMediaType(accept, offered, true);
    Choice choice = choose(accept, offered);
    if (choice.as().equals(PARTIAL)) {
      throw notAcceptable(
          "you requested PartialObjectMetadata, but the requested object is a list ("
              + modelName(scope, scope.definition().listKind())
              + ")");
    }
    return choice.representation();
  }

  /**
   * For a watch of the scope's resource, whose frames have no YAML form.
   *
   * @throws ApiException NotAcceptable
   */
  public Representation watch(String accept, RequestScope scope) {
    List<Encoding> offered = offered(scope.groupVersionKind());
    requireMediaType(accept, offered, true);
    List<Encoding> streams =
        offered.stream().filter(encoding -> encoding != Encoding.YAML).toList();
    return find(accept, streams)
        .orElseThrow(() -> notAcceptable(acceptedTypes(streams, STREAM)))
        .representation();
  }

  /**
   * For a document that is no stored object, such as a Scale or a Status.
   *
   * @throws ApiException NotAcceptable
   */
  public Representation document(String accept, JsonNode document) {
    GroupVersion version = GroupVersion.parse(document.path("apiVersion").asText());
    return document(accept, version.kind(document.path("kind").asText()));
  }

  /**
   * For a document of a kind that is not stored.
   *
   * @throws ApiException NotAcceptable
   */
  public Representation document(String accept, GroupVersionKind kind) {
    List<Encoding> offered = offered(kind);
    requireMediaType(accept, offered, false);
    return Representation.object(choose(accept, offered).representation().encoding());
  }

  /** For a Status that tells of a failure: JSON where the client accepts nothing else. */
  public Representation error(String accept) {
    return AcceptHeader.parse(accept).stream()
        .flatMap(clause -> encoding(clause, List.of(Encoding.values())).stream())
        .findFirst()
        .map(Representation::object)
        .orElseGet(Representation::json);
  }

  private List<Encoding> offered(GroupVersionKind kind) {
    return protobufKinds.test(kind)
        ? List.of(Encoding.JSON, Encoding.YAML, Encoding.PROTOBUF)
        : List.of(Encoding.JSON, Encoding.YAML);
  }

  /** What a clause of the header leads to, and the name that it asks for it by. */
  private record Choice(String as, Representation representation) {}

  private static Choice choose(String accept, List<Encoding> offered) {
    return find(accept, offered).orElseThrow(() -> notAcceptable(acceptedTypes(offered, "")));
  }

  private static Optional<Choice> find(String accept, List<Encoding> offered) {
    for (AcceptHeader.Clause clause : AcceptHeader.parse(accept)) {
      Optional<Choice> choice =
          encoding(clause, offered).flatMap(encoding -> choice(clause, encoding));
      if (choice.isPresent()) {
        return choice;
      }
    }
    return Optional.empty();
  }

  private static Optional<Choice> choice(AcceptHeader.Clause clause, Encoding encoding) {
    String as = clause.as();
    if (as.isEmpty()) {
      return Optional.of(new Choice(as, Representation.object(encoding)));
    }
    String version = clause.parameter("v");
    if (!clause.parameter("g").equals("meta.k8s.io")
        || !TRANSFORMATION_VERSIONS.contains(version)) {
      return Optional.empty();
    }
    return switch (as) {
      // The cells of a table are any JSON, which protobuf has no form for.
      case TABLE ->
          encoding == Encoding.PROTOBUF
              ? Optional.empty()
              : Optional.of(new Choice(as, new Representation(Form.TABLE, encoding, version)));
      case PARTIAL, PARTIAL_LIST ->
          Optional.of(new Choice(as, new Representation(Form.PARTIAL_METADATA, encoding, version)));
      default -> Optional.empty();
    };
  }

  private static Optional<Encoding> encoding(AcceptHeader.Clause clause, List<Encoding> offered) {
    return offered.stream().filter(encoding -> clause.accepts(encoding.mediaType())).findFirst();
  }

  /** Whether any syntax at all is accepted is another question, with another answer. */
  private static void requireMediaType(String accept, List<Encoding> offered, boolean streams) {
    boolean any =
        AcceptHeader.parse(accept).stream()
            .anyMatch(clause -> encoding(clause, offered).isPresent());
    if (any) {
      return;
    }
    List<String> available = new ArrayList<>(offered.stream().map(Encoding::mediaType).toList());
    if (streams) {
      offered.stream()
          .filter(encoding -> encoding != Encoding.YAML)
          .forEach(encoding -> available.add(encoding.mediaType() + STREAM));
    }
    throw ApiException.unspecific(
        StatusReason.NOT_ACCEPTABLE,
        "406: Not Acceptable\n\nAvailable representations: " + String.join(", ", available));
  }

  private static String acceptedTypes(List<Encoding> offered, String suffix) {
    return offered.stream()
        .map(encoding -> encoding.mediaType() + suffix)
        .collect(Collectors.joining(", ", "only the following media types are accepted: ", ""));
  }

  /** Kubernetes names what it holds by its program's type, which begins with the group's name. */
  private String modelName(RequestScope scope, String kind) {
    if (!protobufKinds.test(scope.groupVersionKind())) {
      return "*unstructured.Unstructured";
    }
    String group = scope.definition().group();
    return "*" + (group.isEmpty() ? "core" : group.split("\\.", 2)[0]) + "." + kind;
  }

  private static ApiException notAcceptable(String message) {
    return ApiException.of(StatusReason.NOT_ACCEPTABLE, message);
  }
}
