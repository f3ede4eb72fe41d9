package io.binnacle.schema.generator;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects the comments of messages and fields from the generated Java sources of the protobuf
 * messages: descriptors carry no comments, their Javadoc does.
 */
final class SourceComments {
  private static final Pattern MESSAGE = Pattern.compile("Protobuf type \\{@code (?<name>[^}]+)}");
  private static final Pattern INTERFACE =
      Pattern.compile("@@protoc_insertion_point\\(interface_extends:(?<name>[^)]+)\\)");
  private static final Pattern FIELD =
      Pattern.compile("<code>.* (?<name>[A-Za-z0-9_]+) = \\d+( \\[.*)?;</code>");

  private final Map<String, Comments> messages = new HashMap<>();
  private final Map<String, Comments> fields = new HashMap<>();

  /** Of a message, by its full protobuf name. */
  Comments ofMessage(String message) {
    return messages.getOrDefault(message, Comments.NONE);
  }

  Comments ofField(String message, String field) {
    return fields.getOrDefault(message + "/" + field, Comments.NONE);
  }

  /** Reads one source file, from its start to its end. */
  void read(BufferedReader source) throws IOException {
    String message = "";
    List<String> block = new ArrayList<>();
    boolean preformatted = false;
    for (String line = source.readLine(); line != null; line = source.readLine()) {
      String text = line.strip();
      if (text.startsWith("/**")) {
        block.clear();
        preformatted = false;
      } else if (text.equals("* <pre>")) {
        preformatted = true;
      } else if (text.equals("* </pre>")) {
        preformatted = false;
      } else if (preformatted && text.startsWith("*")) {
        block.add(unescape(text.substring(1)));
      } else if (text.startsWith("// @@protoc_insertion_point(interface_extends")) {
        message = first(INTERFACE, text, message);
      } else if (text.startsWith("* <code>")) {
        String field = first(FIELD, text, "");
        // The accessors of one field repeat its comment; so does the builder, further down.
        fields.putIfAbsent(message + "/" + field, Comments.of(block));
      } else if (text.startsWith("* Protobuf type")) {
        messages.putIfAbsent(first(MESSAGE, text, message), Comments.of(block));
      }
    }
  }

  private static String first(Pattern pattern, String text, String otherwise) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group("name") : otherwise;
  }

  private static String unescape(String text) {
    String line = text.startsWith(" ") ? text.substring(1) : text;
    return line.replace("&#42;", "*")
        .replace("&#47;", "/")
        .replace("&#64;", "@")
        .replace("&#92;", "\\")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }
}
