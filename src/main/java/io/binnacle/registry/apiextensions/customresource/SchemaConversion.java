package io.binnacle.registry.apiextensions.customresource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.registry.VersionConversion;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaEngine;

/**
 * Between a served version and the stored one there is nothing but the name (the strategy None),
 * yet what was stored under another schema is read by the schema of today: without what it does not
 * know, with its defaults.
 */
final class SchemaConversion implements VersionConversion {
  private final Schema schema;
  private final SchemaEngine engine;
  private final String era;

  /**
   * @param era names the state of the definition
   */
  SchemaConversion(Schema schema, SchemaEngine engine, String era) {
    this.schema = schema;
    this.engine = engine;
    this.era = era;
  }

  @Override
  public void toStored(ObjectNode object) {
    // There is nothing to change.
  }

  @Override
  public void fromStored(ObjectNode object) {
    engine.prune(schema, object);
    engine.applyDefaults(schema, object);
  }

  @Override
  public String form(String apiVersion) {
    return apiVersion + " of " + era;
  }
}
