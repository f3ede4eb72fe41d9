package io.binnacle.schema.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The object types that lie within a type, by name. */
final class DeclaredTypes implements CelTypeProvider {
  private final ImmutableMap<String, CelType> types;

  DeclaredTypes(DeclaredType root) {
    Map<String, CelType> found = new LinkedHashMap<>();
    collect(root, found);
    types = ImmutableMap.copyOf(found);
  }

  private DeclaredTypes() {
    types = ImmutableMap.of();
  }

  /** For expressions over values without declared types. */
  static DeclaredTypes none() {
    return new DeclaredTypes();
  }

  private static void collect(DeclaredType type, Map<String, CelType> into) {
    if (type.celType() instanceof StructType struct) {
      into.put(struct.name(), struct);
    }
    type.fields().values().forEach(field -> collect(field, into));
    if (type.element() != null) {
      collect(type.element(), into);
    }
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return types.values();
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(types.get(name));
  }
}
