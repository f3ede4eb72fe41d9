package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.GoValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that an applied configuration fits its schema, in the words of Kubernetes. */
final class TypeValidation {
  private final List<String> errors = new ArrayList<>();
  private final StringBuilder path = new StringBuilder();

  private TypeValidation() {}

  /** The message of all that is wrong; null when nothing is. */
  static @Nullable String check(FieldType type, JsonNode configuration) {
    TypeValidation validation = new TypeValidation();
    validation.visit(type, configuration);
    List<String> errors = validation.errors;
    if (errors.size() <= 1) {
      return errors.isEmpty() ? null : errors.getFirst();
    }
    return "errors:\n  " + String.join("\n  ", errors);
  }

  private void error(String message) {
    errors.add(path.isEmpty() ? message : path + ": " + message);
  }

  private void visit(FieldType declared, JsonNode value) {
    FieldType type = declared.of(value);
    if (value.isNull()) {
      return;
    }
    switch (type.form()) {
      case SCALAR -> checkScalar(type.scalar(), value);
      case LIST -> {
        if (value.isArray()) {
          visitItems(type, value);
        } else {
          error("expected list, got " + pointer(value));
        }
      }
      case MAP, DEDUCED -> {
        if (value.isObject()) {
          visitFields(type, value);
        } else {
          error("expected map, got " + pointer(value));
        }
      }
    }
  }

  private static String pointer(JsonNode value) {
    return "&{" + GoValues.text(value) + "}";
  }

  private void checkScalar(FieldType.Scalar scalar, JsonNode value) {
    switch (scalar) {
      case NUMERIC -> {
        if (!value.isNumber()) {
          error("expected numeric (int or float), got " + GoText.type(value));
        }
      }
      case STRING -> {
        if (!value.isTextual()) {
          error(
              "expected string, got &value.valueUnstructured{Value:" + GoText.syntax(value) + "}");
        }
      }
      case BOOLEAN -> {
        if (!value.isBoolean()) {
          error("expected boolean, got " + pointer(value));
        }
      }
      case UNTYPED -> {
        if (value.isContainerNode()) {
          error("expected any scalar, got " + pointer(value));
        }
      }
    }
  }

  private void visitFields(FieldType type, JsonNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      FieldType declared = type.declared(field.getKey());
      FieldType of = declared == null ? type.undeclared() : declared;
      int end = path.length();
      path.append('.').append(field.getKey());
      if (of == null) {
        error("field not declared in schema");
      } else {
        visit(of, field.getValue());
      }
      path.setLength(end);
    }
  }

  private void visitItems(FieldType type, JsonNode list) {
    Set<PathElement> seen = new HashSet<>();
    int position = 0;
    for (JsonNode item : list) {
      PathElement element = new PathElement.Index(position);
      if (!type.atomic()) {
        try {
          element = ListItems.element(type, item);
        } catch (IllegalArgumentException e) {
          error("element " + position + ": " + e.getMessage());
          return;
        }
        if (!seen.add(element)) {
          error("duplicate entries for key " + element);
        }
      }
      int end = path.length();
      path.append(element);
      visit(type.items(), item);
      path.setLength(end);
      position++;
    }
  }
}
