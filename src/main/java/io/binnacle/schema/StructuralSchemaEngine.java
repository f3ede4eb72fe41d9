package io.binnacle.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The engine for schemas of any origin. Stateless; safe for any thread. */
public final class StructuralSchemaEngine implements SchemaEngine {
  @Override
  public List<String> prune(Schema schema, ObjectNode object) {
    return new Pruning().prune(schema, object);
  }

  @Override
  public void checkTypes(Schema schema, ObjectNode object, Reader reader) {
    new TypeCheck(object, reader).check(schema);
  }

  @Override
  public void applyDefaults(Schema schema, ObjectNode object) {
    Defaulting.apply(schema, object);
  }

  @Override
  public void canonicalize(Schema schema, ObjectNode object) {
    Canonical.apply(schema, object);
  }
}
