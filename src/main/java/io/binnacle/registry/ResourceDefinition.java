package io.binnacle.registry;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that the API server needs to know to store, check, serve and print one kind. A built-in kind
 * declares it once; a CustomResourceDefinition produces it at run time. Immutable.
 *
 * @param versions the served versions, the preferred one first
 * @param storageVersion the version that objects are stored in
 * @param conversions how the served versions become the stored one; a version that is not here
 *     differs from it in nothing but its name
 * @param storedAs the kind of another group that has the storage and the strategy; empty for nearly
 *     all kinds, which have their own
 * @param selectableFields the fields that field selectors may name, besides metadata.name and
 *     metadata.namespace, and how their value is found (empty text where absent)
 * @param custom what only custom resources have: their definition is that of one version
 */
public record ResourceDefinition(
    String group,
    List<String> versions,
    String storageVersion,
    String kind,
    String listKind,
    String plural,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    Set<Verb> verbs,
    List<Subresource> subresources,
    Map<String, Function<ApiObject, String>> selectableFields,
    List<TableColumn> columns,
    ResourceStrategy strategy,
    Map<String, VersionConversion> conversions,
    Optional<ResourceDefinition> storedAs,
    Optional<CustomResourceVersion> custom) {

  public ResourceDefinition {
    versions = List.copyOf(versions);
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = Set.copyOf(verbs);
    subresources = subresources.stream().sorted(Comparator.comparing(Subresource::name)).toList();
    selectableFields = Map.copyOf(selectableFields);
    columns = List.copyOf(columns);
    conversions = Map.copyOf(conversions);
  }

  public GroupResource groupResource() {
    return new GroupResource(group, plural);
  }

  /** The same kind with other versions served, the preferred one first. */
  ResourceDefinition servedIn(List<String> served) {
    return with(served, selectableFields);
  }

  /**
   * The definition whose strategy and storage this one has, with the fields that this one knows.
   */
  public ResourceDefinition stored() {
    return storedAs.map(other -> other.with(other.versions, selectableFields)).orElse(this);
  }

  private ResourceDefinition with(
      List<String> served, Map<String, Function<ApiObject, String>> fields) {
    return new ResourceDefinition(
        group,
        served,
        storageVersion,
        kind,
        listKind,
        plural,
        singular,
        shortNames,
        categories,
        namespaced,
        verbs,
        subresources,
        fields,
        columns,
        strategy,
        conversions,
        storedAs,
        custom);
  }

  /** Whether objects of this version are stored as they are. */
  public boolean isStored(String version) {
    return version.equals(storageVersion)
        && storedAs.isEmpty()
        && !custom.map(CustomResourceVersion::isConvertedOnRead).orElse(false);
  }

  public boolean isCustom() {
    return custom.isPresent();
  }

  public VersionConversion conversion(String version) {
    return conversions.getOrDefault(version, VersionConversion.SAME);
  }

  public Optional<Subresource> subresource(String name) {
    return subresources.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  public boolean hasStatus() {
    return subresource("status").isPresent();
  }

  public static Builder builder(String group, String version, String kind, String plural) {
    return new Builder(group, version, kind, plural);
  }

  /**
   * Builds a definition; what is not said has the usual value: namespaced, all verbs, no strategy.
   */
  public static final class Builder {
    private final String group;
    private final String kind;
    private final String plural;
    private String storageVersion;
    private final Map<String, VersionConversion> conversions = new LinkedHashMap<>();
    private @Nullable ResourceDefinition storedAs;
    private @Nullable CustomResourceVersion custom;
    private @Nullable String singular;
    private @Nullable String listKind;
    private final List<String> versions = new ArrayList<>();
    private final List<String> shortNames = new ArrayList<>();
    private final List<String> categories = new ArrayList<>();
    private final List<Subresource> subresources = new ArrayList<>();
    private final Map<String, Function<ApiObject, String>> selectableFields = new LinkedHashMap<>();
    private final List<TableColumn> columns = new ArrayList<>();
    private Set<Verb> verbs = EnumSet.allOf(Verb.class);
    private boolean namespaced = true;
    private ResourceStrategy strategy = ResourceStrategy.PLAIN;

    private Builder(String group, String version, String kind, String plural) {
      this.group = group;
      this.kind = kind;
      this.plural = plural;
      this.storageVersion = version;
      versions.add(version);
    }

    public Builder clusterScoped() {
      namespaced = false;
      return this;
    }

    public Builder alsoServed(String version) {
      versions.add(version);
      return this;
    }

    /** A further version, with the way to the stored one. */
    public Builder alsoServed(String version, VersionConversion conversion) {
      conversions.put(version, conversion);
      return alsoServed(version);
    }

    /** The version of storage where it is not the preferred one, and the way to it. */
    public Builder storedIn(String version, VersionConversion conversion) {
      conversions.put(storageVersion, conversion);
      storageVersion = version;
      return this;
    }

    /** How objects of a version are made of the stored ones. */
    public Builder conversion(String version, VersionConversion conversion) {
      conversions.put(version, conversion);
      return this;
    }

    /** The kind is another view of objects that another group's kind stores. */
    public Builder storedAs(ResourceDefinition other, VersionConversion conversion) {
      conversions.put(storageVersion, conversion);
      storedAs = other;
      return this;
    }

    public Builder shortNames(String... names) {
      shortNames.addAll(List.of(names));
      return this;
    }

    public Builder categories(String... names) {
      categories.addAll(List.of(names));
      return this;
    }

    public Builder verbs(Set<Verb> only) {
      verbs = only;
      return this;
    }

    public Builder status() {
      return subresource(
          new Subresource.Status(
              new io.binnacle.apimachinery.meta.GroupVersionKind(group, storageVersion, kind)));
    }

    public Builder subresource(Subresource subresource) {
      subresources.add(subresource);
      return this;
    }

    public Builder selectableField(String name, Function<ApiObject, String> value) {
      selectableFields.put(name, value);
      return this;
    }

    public Builder columns(List<TableColumn> shown) {
      columns.addAll(shown);
      return this;
    }

    public Builder strategy(ResourceStrategy special) {
      strategy = special;
      return this;
    }

    /** The singular name and the kind of lists where they are not the usual ones. */
    public Builder names(String one, String list) {
      singular = one;
      listKind = list;
      return this;
    }

    /** What the definition has because it came at run time. */
    public Builder custom(CustomResourceVersion version) {
      custom = version;
      return this;
    }

    public ResourceDefinition build() {
      return new ResourceDefinition(
          group,
          versions,
          storageVersion,
          kind,
          listKind == null ? kind + "List" : listKind,
          plural,
          singular == null ? kind.toLowerCase(java.util.Locale.ROOT) : singular,
          shortNames,
          categories,
          namespaced,
          verbs,
          subresources,
          selectableFields,
          columns,
          strategy,
          conversions,
          Optional.ofNullable(storedAs),
          Optional.ofNullable(custom));
    }
  }
}
