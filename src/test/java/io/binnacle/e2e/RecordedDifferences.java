package io.binnacle.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The differences between the recorded release and the one that this project follows, as {@code
 * golden/differences.yaml} names them, and what of a replay they do not explain.
 */
final class RecordedDifferences {
  private static final Pattern FAILED = Pattern.compile("FAIL ([^:]+): (.*)");
  private static final Pattern FURTHER = Pattern.compile(" {4}(?!…)(.*)");
  private static final Pattern DIFFERENCE =
      Pattern.compile("step \\d+ \\(.*?\\) (?=\\.)(.*?): expected (.*), got (.*)");

  /** One way in which what was recorded is told otherwise now. */
  private record Rule(Pattern cases, Pattern at, Pattern was, String is) {
    /** The rules of an entry: one of patterns, or one for each of its values. */
    static Stream<Rule> of(JsonNode entry) {
      Pattern cases = Pattern.compile(entry.path("cases").asText(".*"));
      Pattern at = Pattern.compile(entry.path("at").asText());
      if (!entry.has("values")) {
        return Stream.of(
            new Rule(
                cases, at, Pattern.compile(entry.path("was").asText()), entry.path("is").asText()));
      }
      return entry
          .path("values")
          .propertyStream()
          .map(value ->
              new Rule(
                  cases,
                  at,
                  Pattern.compile(Pattern.quote(value.getKey())),
                  Pattern.quote(value.getValue().asText())));
    }

    boolean isAbout(String testCase, String path) {
      return cases.matcher(testCase).matches() && at.matcher(path).matches();
    }
  }

  /** A piece of a recorded value: as it was recorded, or a pattern of what it is now. */
  private record Piece(String text, boolean isPattern) {
    String pattern() {
      return isPattern ? "(?:" + text + ")" : Pattern.quote(text);
    }
  }

  private final List<Rule> rules;
  private final Set<Rule> used = new HashSet<>();

  private RecordedDifferences(List<Rule> rules) {
    this.rules = rules;
  }

  static RecordedDifferences load() throws IOException {
    try (InputStream in =
        RecordedDifferences.class.getResourceAsStream("/golden/differences.yaml")) {
      return of(YamlDocument.read(in.readAllBytes()).tree());
    }
  }

  static RecordedDifferences of(JsonNode entries) {
    return new RecordedDifferences(entries.valueStream().flatMap(Rule::of).toList());
  }

  /**
   * The failures that no rule explains.
   *
   * @param output what the replay printed, with every difference
   * @return the lines by the name of their case
   */
  Map<String, List<String>> unexplained(String output) {
    Map<String, List<String>> left = new TreeMap<>();
    String testCase = "";
    for (String line : output.lines().toList()) {
      Matcher failed = FAILED.matcher(line);
      Matcher further = FURTHER.matcher(line);
      String difference = "";
      if (failed.matches()) {
        testCase = failed.group(1);
        difference = failed.group(2);
      } else if (further.matches()) {
        difference = further.group(1);
      }
      if (!difference.isEmpty() && !isExplained(testCase, difference)) {
        left.computeIfAbsent(testCase, name -> new ArrayList<>()).add(difference);
      }
    }
    return left;
  }

  /** What is told in rules that no difference needed: it may be taken out. */
  Set<String> unused() {
    Set<String> unused = new TreeSet<>();
    rules.stream()
        .filter(rule -> !used.contains(rule))
        .forEach(rule -> unused.add(rule.cases() + " " + rule.at() + " " + rule.was()));
    return unused;
  }

  private boolean isExplained(String testCase, String difference) {
    Matcher matcher = DIFFERENCE.matcher(difference);
    if (!matcher.matches()) {
      return false;
    }
    List<Piece> pieces = List.of(new Piece(matcher.group(2), false));
    for (Rule rule : rules) {
      if (rule.isAbout(testCase, matcher.group(1))) {
        List<Piece> told = retold(matcher.group(2), pieces, rule);
        if (!told.equals(pieces)) {
          used.add(rule);
        }
        pieces = told;
      }
    }
    StringBuilder now = new StringBuilder();
    pieces.forEach(piece -> now.append(piece.pattern()));
    return Pattern.compile(now.toString(), Pattern.DOTALL).matcher(matcher.group(3)).matches();
  }

  /** A rule looks at the whole value, so that it can see what is before and behind a piece. */
  private static List<Piece> retold(String value, List<Piece> pieces, Rule rule) {
    List<Piece> told = new ArrayList<>();
    int start = 0;
    boolean patternSeen = false;
    for (Piece piece : pieces) {
      if (piece.isPattern()) {
        told.add(piece);
        patternSeen = true;
        continue;
      }
      start = patternSeen ? value.indexOf(piece.text(), start) : start;
      split(value, start, start + piece.text().length(), rule, told);
      start += piece.text().length();
    }
    return told;
  }

  private static void split(String value, int start, int end, Rule rule, List<Piece> told) {
    Matcher matcher =
        rule.was()
            .matcher(value)
            .region(start, end)
            .useTransparentBounds(true)
            .useAnchoringBounds(false);
    int kept = start;
    while (matcher.find()) {
      told.add(new Piece(value.substring(kept, matcher.start()), false));
      told.add(new Piece(rule.is(), true));
      kept = matcher.end();
      if (matcher.end() == end) {
        break;
      }
    }
    told.add(new Piece(value.substring(kept, end), false));
  }
}
