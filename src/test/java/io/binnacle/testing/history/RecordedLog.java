package io.binnacle.testing.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The log, to be asked what was when. Immutable. */
final class RecordedLog {
  private final List<Change> changes;
  private final NavigableMap<Long, Integer> places = new TreeMap<>();
  private final Map<String, NavigableMap<Long, Change>> objects = new HashMap<>();

  RecordedLog(List<Change> changes) {
    this.changes = changes;
    for (int place = 0; place < changes.size(); place++) {
      Change change = changes.get(place);
      places.put(change.revision(), place);
      objects.computeIfAbsent(change.key(), none -> new TreeMap<>()).put(change.revision(), change);
    }
  }

  List<Change> changes() {
    return changes;
  }

  Optional<Change> at(long revision) {
    return Optional.ofNullable(places.get(revision)).map(changes::get);
  }

  /** The place in the list of the first change behind a revision; the list's size where none is. */
  int placeAfter(long revision) {
    Map.Entry<Long, Integer> next = places.higherEntry(revision);
    return next == null ? changes.size() : next.getValue();
  }

  /** The changes of an object by their revisions. */
  NavigableMap<Long, Change> of(String key) {
    return objects.getOrDefault(key, new TreeMap<>());
  }

  /** What an object is when the log has come to a revision. */
  Optional<Version> version(String key, long revision) {
    return present(of(key).floorEntry(revision));
  }

  /** What a change replaces. */
  Optional<Version> predecessor(Change change) {
    return present(of(change.key()).lowerEntry(change.revision()));
  }

  /** The change of an object that follows one of its revisions. */
  Optional<Change> successor(String key, long revision) {
    return Optional.ofNullable(of(key).higherEntry(revision)).map(Map.Entry::getValue);
  }

  private static Optional<Version> present(Map.@Nullable Entry<Long, Change> entry) {
    return entry == null || entry.getValue().type() == Change.Type.DELETED
        ? Optional.empty()
        : Optional.of(entry.getValue().version());
  }

  /** Whether something held of an object at some revision of a range. */
  boolean everHeld(String key, RealTime.Range range, Predicate<Optional<Version>> condition) {
    return condition.test(version(key, range.from()))
        || of(key)
            .subMap(range.from(), false, Math.max(range.from(), range.to()), true)
            .keySet()
            .stream()
            .anyMatch(revision -> condition.test(version(key, revision)));
  }
}
