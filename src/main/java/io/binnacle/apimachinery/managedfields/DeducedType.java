package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Types deduced from values: maps are granular, lists atomic. */
enum DeducedType implements FieldType {
  ANY(Form.DEDUCED),
  SCALAR(Form.SCALAR),
  MAP(Form.MAP),
  LIST(Form.LIST);

  private final Form form;

  DeducedType(Form form) {
    this.form = form;
  }

  @Override
  public Form form() {
    return form;
  }

  @Override
  public boolean atomic() {
    return this == LIST;
  }

  @Override
  public @Nullable FieldType undeclared() {
    return this == MAP ? ANY : null;
  }

  @Override
  public FieldType of(@Nullable JsonNode value) {
    if (this != ANY || value == null) {
      return this == ANY ? MAP : this;
    }
    return switch (value.getNodeType()) {
      case ARRAY -> LIST;
      case OBJECT, POJO, NULL, MISSING -> MAP;
      case STRING, NUMBER, BOOLEAN, BINARY -> SCALAR;
    };
  }
}
