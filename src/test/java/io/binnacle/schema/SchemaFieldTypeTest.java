package io.binnacle.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.managedfields.FieldOwnership;
import io.binnacle.apimachinery.managedfields.FieldSet;
import io.binnacle.apimachinery.managedfields.FieldType;
import io.binnacle.apimachinery.managedfields.FieldWriter;
import io.binnacle.apimachinery.managedfields.ObjectVersions;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SchemaFieldTypeTest {
  private static final FieldType DEPLOYMENT =
      new SchemaFieldType(
          new BuiltInSchemaCatalog()
              .forKind(new GroupVersionKind("apps", "v1", "Deployment"))
              .orElseThrow());

  private static final ObjectVersions VERSIONS =
      new ObjectVersions() {
        @Override
        public FieldType type(String apiVersion) {
          return DEPLOYMENT;
        }

        @Override
        public ObjectNode convert(ObjectNode object, String apiVersion) {
          return object;
        }

        @Override
        public boolean schemaMayChange() {
          return false;
        }

        @Override
        public FieldSet resetFields(String apiVersion) {
          return FieldSet.EMPTY;
        }
      };

  @Test
  void embeddedStructuresAreNobodysAndOthersTheirCreators() {
    ObjectNode deployment =
        Json.readTrusted(
            "{\"metadata\":{},\"spec\":{\"strategy\":{\"rollingUpdate\":{\"maxSurge\":1}},"
                + "\"selector\":{\"matchLabels\":{\"app\":\"x\"}},\"template\":{\"metadata\":"
                + "{\"labels\":{\"app\":\"x\"}},\"spec\":{\"containers\":[{\"name\":\"c\"}]}}}}");
    new FieldOwnership(VERSIONS)
        .create(deployment, new FieldWriter("one", "apps/v1", "", Instant.EPOCH));
    assertThat(
            Json.writeText(deployment.at("/metadata/managedFields/0/fieldsV1")).replace('"', '\''))
        .isEqualTo(
            "{'f:spec':{'f:selector':{},'f:strategy':{'f:rollingUpdate':{'.':{},'f:maxSurge':{}}},"
                + "'f:template':{'f:metadata':{'f:labels':{'.':{},'f:app':{}}},'f:spec':"
                + "{'f:containers':{'k:{\\'name\\':\\'c\\'}':{'.':{},'f:name':{}}}}}}}");
  }
}
