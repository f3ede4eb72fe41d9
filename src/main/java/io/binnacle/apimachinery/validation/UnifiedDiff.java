package io.binnacle.apimachinery.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The differences of two texts in the unified format, three lines of context around each. Texts are
 * matched by their longest common runs of lines (Ratcliff and Obershelp's algorithm), as the
 * library does that Kubernetes uses: another algorithm would tell other, equally true, differences.
 * Used once, by one thread.
 */
final class UnifiedDiff {
  private static final int CONTEXT = 3;

  /** From how many lines on a line that comes up again and again does not begin a match. */
  private static final int LONG = 200;

  /** Lines of the one text that are replaced by lines of the other; ends are exclusive. */
  private record Edit(int start, int end, int newStart, int newEnd) {}

  private record Match(int at, int newAt, int length) {}

  private final List<String> before;
  private final List<String> now;
  private final Map<String, List<Integer>> places = new HashMap<>();

  private UnifiedDiff(List<String> before, List<String> now) {
    this.before = before;
    this.now = now;
    for (int i = 0; i < now.size(); i++) {
      places.computeIfAbsent(now.get(i), line -> new ArrayList<>()).add(i);
    }
    if (now.size() >= LONG) {
      places.values().removeIf(indices -> indices.size() > now.size() / 100 + 1);
    }
  }

  /** Empty where there is no difference. */
  static String of(List<String> before, List<String> now) {
    UnifiedDiff diff = new UnifiedDiff(before, now);
    StringBuilder text = new StringBuilder();
    for (List<Edit> hunk : diff.hunks()) {
      diff.write(hunk, text);
    }
    return text.toString();
  }

  private List<List<Edit>> hunks() {
    List<List<Edit>> hunks = new ArrayList<>();
    int end = Integer.MIN_VALUE / 2;
    for (Edit edit : edits()) {
      if (edit.start() - end > 2 * CONTEXT) {
        hunks.add(new ArrayList<>());
      }
      hunks.getLast().add(edit);
      end = edit.end();
    }
    return hunks;
  }

  private List<Edit> edits() {
    List<Match> matches = new ArrayList<>();
    match(0, before.size(), 0, now.size(), matches);
    matches.add(new Match(before.size(), now.size(), 0));
    List<Edit> edits = new ArrayList<>();
    int at = 0;
    int newAt = 0;
    for (Match match : matches) {
      if (at < match.at() || newAt < match.newAt()) {
        edits.add(new Edit(at, match.at(), newAt, match.newAt()));
      }
      at = match.at() + match.length();
      newAt = match.newAt() + match.length();
    }
    return edits;
  }

  private void match(int start, int end, int newStart, int newEnd, List<Match> matches) {
    Match longest = longest(start, end, newStart, newEnd);
    if (longest.length() > 0) {
      match(start, longest.at(), newStart, longest.newAt(), matches);
      matches.add(longest);
      match(
          longest.at() + longest.length(),
          end,
          longest.newAt() + longest.length(),
          newEnd,
          matches);
    }
  }

  /** The longest run of lines that both ranges have; the first one of several. */
  private Match longest(int start, int end, int newStart, int newEnd) {
    Match best = new Match(start, newStart, 0);
    Map<Integer, Integer> lengths = Map.of();
    for (int i = start; i < end; i++) {
      Map<Integer, Integer> next = new HashMap<>();
      for (int j : places.getOrDefault(before.get(i), List.of())) {
        if (j >= newStart && j < newEnd) {
          int length = lengths.getOrDefault(j - 1, 0) + 1;
          next.put(j, length);
          if (length > best.length()) {
            best = new Match(i - length + 1, j - length + 1, length);
          }
        }
      }
      lengths = next;
    }
    return widened(best, start, end, newStart, newEnd);
  }

  /** With the equal lines around it that do not begin matches. */
  private Match widened(Match match, int start, int end, int newStart, int newEnd) {
    int at = match.at();
    int newAt = match.newAt();
    int to = at + match.length();
    int newTo = newAt + match.length();
    while (at > start && newAt > newStart && before.get(at - 1).equals(now.get(newAt - 1))) {
      at--;
      newAt--;
    }
    while (to < end && newTo < newEnd && before.get(to).equals(now.get(newTo))) {
      to++;
      newTo++;
    }
    return new Match(at, newAt, to - at);
  }

  private void write(List<Edit> hunk, StringBuilder text) {
    Edit first = hunk.getFirst();
    Edit last = hunk.getLast();
    int lead = Math.min(CONTEXT, Math.min(first.start(), first.newStart()));
    int start = first.start() - lead;
    int trail = Math.min(CONTEXT, before.size() - last.end());
    text.append("@@ -")
        .append(range(start, last.end() + trail))
        .append(" +")
        .append(range(first.newStart() - lead, last.newEnd() + trail))
        .append(" @@\n");
    int at = start;
    for (Edit edit : hunk) {
      append(' ', before.subList(at, edit.start()), text);
      append('-', before.subList(edit.start(), edit.end()), text);
      append('+', now.subList(edit.newStart(), edit.newEnd()), text);
      at = edit.end();
    }
    append(' ', before.subList(at, at + trail), text);
  }

  private static void append(char mark, List<String> lines, StringBuilder text) {
    lines.forEach(line -> text.append(mark).append(line).append('\n'));
  }

  private static String range(int start, int end) {
    return switch (end - start) {
      case 0 -> start + ",0";
      case 1 -> Integer.toString(start + 1);
      default -> (start + 1) + "," + (end - start);
    };
  }
}
