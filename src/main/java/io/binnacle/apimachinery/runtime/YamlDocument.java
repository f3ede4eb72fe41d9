package io.binnacle.apimachinery.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.scanner.ScannerException;

/**
 * One YAML document as the JSON tree that Kubernetes makes of it: YAML 1.1 ({@code yes} is true),
 * every key is a string, a time is text, and aliases are expanded within limits.
 */
public final class YamlDocument {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NODES = 1_000_000;
  private static final int MAX_CHARACTERS = 16 * 1024 * 1024;

  private final List<String> duplicates = new ArrayList<>();
  private final JsonNodeFactory nodes = Json.mapper().getNodeFactory();
  private final JsonNode tree;
  private int count;

  private YamlDocument(@Nullable Node root) throws IOException {
    this.tree = root == null ? nodes.nullNode() : convert(root, 0);
  }

  /**
   * Reads the first document of the text; an empty text is null.
   *
   * @throws IOException with a message fit for the client when the bytes are not YAML
   */
  public static YamlDocument read(byte[] bytes) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_CHARACTERS);
    try {
      Node root =
          new Yaml(options).compose(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
      return new YamlDocument(root);
    } catch (MarkedYAMLException e) {
      throw new IOException("yaml: " + explain(e), e);
    } catch (YAMLException e) {
      throw new IOException("yaml: " + e.getMessage(), e);
    }
  }

  /** In the words of Kubernetes' reader, which names no line where the first is meant. */
  private static String explain(MarkedYAMLException e) {
    Mark mark =
        e.getContextMark() != null && e.getContextMark().getLine() > 0
            ? e.getContextMark()
            : e.getProblemMark();
    int line = mark == null ? 0 : mark.getLine();
    String problem = String.valueOf(e.getProblem());
    String words =
        problem.startsWith("expected the node content")
            ? "did not find expected node content"
            : problem.replace("are not allowed here", "are not allowed in this context");
    // It counts from one while it reads characters, and from zero once it has tokens.
    return line == 0
        ? words
        : "line " + (e instanceof ScannerException ? line + 1 : line) + ": " + words;
  }

  public JsonNode tree() {
    return tree;
  }

  /** A line for each key that a map gives twice, as Kubernetes' strict YAML reader words it. */
  public List<String> duplicates() {
    return List.copyOf(duplicates);
  }

  private JsonNode convert(Node node, int depth) throws IOException {
    if (depth > MAX_DEPTH || ++count > MAX_NODES) {
      throw new IOException("yaml: document contains excessive aliasing");
    }
    return switch (node) {
      case MappingNode map -> object(map, depth);
      case SequenceNode sequence -> array(sequence, depth);
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new IOException("yaml: unexpected node " + node.getNodeId());
    };
  }

  private ArrayNode array(SequenceNode sequence, int depth) throws IOException {
    ArrayNode array = nodes.arrayNode();
    for (Node item : sequence.getValue()) {
      array.add(convert(item, depth + 1));
    }
    return array;
  }

  private ObjectNode object(MappingNode map, int depth) throws IOException {
    ObjectNode object = nodes.objectNode();
    List<Node> merged = new ArrayList<>();
    for (NodeTuple tuple : map.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        merged.add(tuple.getValueNode());
        continue;
      }
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new IOException("yaml: a map key must be a scalar");
      }
      String name = key.getValue();
      if (object.has(name)) {
        int line = key.getStartMark().getLine() + 1;
        duplicates.add("line " + line + ": key \"" + name + "\" already set in map");
      }
      object.set(name, convert(tuple.getValueNode(), depth + 1));
    }
    for (Node source : merged) {
      merge(object, source, depth);
    }
    return object;
  }

  /** {@code <<: *base}: what the map does not set itself comes from the base. */
  private void merge(ObjectNode object, Node source, int depth) throws IOException {
    if (source instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        merge(object, item, depth + 1);
      }
    } else if (convert(source, depth + 1) instanceof ObjectNode base) {
      base.properties()
          .forEach(entry -> {
            if (!object.has(entry.getKey())) {
              object.set(entry.getKey(), entry.getValue());
            }
          });
    } else {
      throw new IOException("yaml: map merge requires map or sequence of maps as the value");
    }
  }

  private JsonNode scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return nodes.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return nodes.booleanNode(
          List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT)));
    }
    if (tag.equals(Tag.INT)) {
      return integer(text);
    }
    if (tag.equals(Tag.FLOAT)) {
      return decimal(text);
    }
    return nodes.textNode(text);
  }

  private JsonNode integer(String text) {
    String digits = text.replace("_", "");
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    BigInteger value;
    if (digits.startsWith("0x")) {
      value = new BigInteger(digits.substring(2), 16);
    } else if (digits.startsWith("0b")) {
      value = new BigInteger(digits.substring(2), 2);
    } else if (digits.indexOf(':') >= 0) {
      // Sexagesimal numbers are read as text, as Kubernetes does: 22:22 is a port mapping.
      return nodes.textNode(text);
    } else {
      value = new BigInteger(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
    }
    BigInteger signed = negative ? value.negate() : value;
    return signed.bitLength() < Long.SIZE
        ? Json.integer(signed.longValueExact())
        : nodes.numberNode(signed);
  }

  private JsonNode decimal(String text) {
    try {
      return nodes.numberNode(new BigDecimal(text.replace("_", "")));
    } catch (NumberFormatException e) {
      // Infinity and not-a-number have no JSON form.
      return nodes.textNode(text);
    }
  }
}
