package io.binnacle.apiserver.discovery;

import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Verb;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A resource as discovery tells of it, with its subresources. */
public record DiscoveredResource(
    GroupVersion groupVersion,
    String plural,
    String singular,
    String kind,
    boolean namespaced,
    List<String> verbs,
    List<String> shortNames,
    List<String> categories,
    List<SubresourceEntry> subresources,
    GroupVersion stored) {

  /** The order is Kubernetes' own. */
  private static final List<String> CUSTOM_VERBS =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

  /** A subresource; its kind may belong to another group than the resource's. */
  public record SubresourceEntry(String name, GroupVersionKind kind, List<String> verbs) {}

  /** What discovery tells of a definition in one of its versions. */
  static DiscoveredResource of(ResourceDefinition definition, String version) {
    return new DiscoveredResource(
        new GroupVersion(definition.group(), version),
        definition.plural(),
        definition.singular(),
        definition.kind(),
        definition.namespaced(),
        definition.isCustom() ? CUSTOM_VERBS : verbs(definition.verbs()),
        definition.shortNames(),
        definition.categories(),
        subresources(definition, version),
        new GroupVersion(definition.stored().group(), definition.stored().storageVersion()));
  }

  /** Of custom resources the status comes first. */
  private static List<SubresourceEntry> subresources(
      ResourceDefinition definition, String version) {
    List<SubresourceEntry> entries =
        definition.subresources().stream()
            .map(subresource -> subresource(definition, version, subresource))
            .toList();
    return definition.isCustom() ? entries.reversed() : entries;
  }

  /**
   * A part of the object, such as its status, is of the version that the object is asked for in.
   */
  private static SubresourceEntry subresource(
      ResourceDefinition definition, String version, Subresource subresource) {
    GroupVersionKind kind = subresource.kind();
    boolean own = kind.group().equals(definition.group()) && kind.kind().equals(definition.kind());
    return new SubresourceEntry(
        subresource.name(),
        own ? new GroupVersionKind(kind.group(), version, kind.kind()) : kind,
        verbs(subresource.verbs()));
  }

  /** In alphabetical order, as Kubernetes lists them. */
  private static List<String> verbs(Set<Verb> verbs) {
    TreeSet<String> sorted = new TreeSet<>();
    verbs.forEach(verb -> sorted.add(verb.text()));
    return List.copyOf(sorted);
  }
}
