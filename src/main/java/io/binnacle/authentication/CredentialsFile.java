package io.binnacle.authentication;

import io.binnacle.configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the CSV files of tokens and passwords: {@code secret,user,uid[,"group1,group2"]}. Blank
 * lines are left out. Errors name file and line and never show the line, since it holds a secret.
 */
public final class CredentialsFile {

  /** One line: a secret's digest and whose it is. */
  public record Entry(int line, Digest secret, UserInfo user) {}

  private CredentialsFile() {}

  /**
   * @throws ConfigurationException naming every line that is wrong
   */
  public static List<Entry> parse(Path file, List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          entries.add(entry(i + 1, lines.get(i)));
        } catch (IllegalArgumentException e) {
          problems.add(file + ", line " + (i + 1) + ": " + e.getMessage());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return entries;
  }

  private static Entry entry(int number, String line) {
    List<String> fields = fields(line);
    if (fields.size() < 3) {
      throw new IllegalArgumentException(
          "must have at least 3 columns (secret, user name, user uid), found " + fields.size());
    }
    if (fields.get(0).isEmpty() || fields.get(1).isEmpty()) {
      throw new IllegalArgumentException("the secret and the user name must not be empty");
    }
    List<String> groups =
        fields.size() < 4
            ? List.of()
            : Arrays.stream(fields.get(3).split(","))
                .map(String::strip)
                .filter(group -> !group.isEmpty())
                .toList();
    return new Entry(
        number,
        Digest.of(fields.get(0)),
        new UserInfo(fields.get(1), fields.get(2), groups, java.util.Map.of()));
  }

  /** The fields of one CSV line (RFC 4180, without line breaks inside fields). */
  static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int position = 0;
    while (position <= line.length()) {
      StringBuilder field = new StringBuilder();
      int start = position;
      while (start < line.length() && line.charAt(start) == ' ') {
        start++;
      }
      position =
          start < line.length() && line.charAt(start) == '"'
              ? quoted(line, start, field)
              : plain(line, position, field);
      fields.add(field.toString());
    }
    return fields;
  }

  /** Reads up to the comma; gives the position behind it. */
  private static int plain(String line, int start, StringBuilder field) {
    int comma = line.indexOf(',', start);
    int end = comma < 0 ? line.length() : comma;
    String text = line.substring(start, end).strip();
    if (text.indexOf('"') >= 0) {
      throw new IllegalArgumentException("a quote may only stand at the beginning of a field");
    }
    field.append(text);
    return end + 1;
  }

  private static int quoted(String line, int start, StringBuilder field) {
    int position = start + 1;
    while (true) {
      int quote = line.indexOf('"', position);
      if (quote < 0) {
        throw new IllegalArgumentException("a quoted field does not end");
      }
      field.append(line, position, quote);
      if (quote + 1 < line.length() && line.charAt(quote + 1) == '"') {
        field.append('"');
        position = quote + 2;
        continue;
      }
      position = quote + 1;
      break;
    }
    int comma = line.indexOf(',', position);
    int end = comma < 0 ? line.length() : comma;
    if (!line.substring(position, end).isBlank()) {
      throw new IllegalArgumentException("text follows a quoted field");
    }
    return end + 1;
  }
}
