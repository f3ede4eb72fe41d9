package io.binnacle.testing.history;

import io.binnacle.testing.history.Finding.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * A watch tells the log from where it begins: all of it, once, in order. For one stream and one
 * thread.
 */
final class StreamRules {
  private final RecordedLog log;
  private final WatchStream stream;
  private final List<Finding> findings = new ArrayList<>();

  /** The place in the log of what is to be told next. */
  private int next;

  StreamRules(RecordedLog log, WatchStream stream) {
    this.log = log;
    this.stream = stream;
    this.next = log.placeAfter(stream.after());
  }

  List<Finding> check() {
    for (int place = 0; place < stream.signals().size(); place++) {
      switch (stream.signals().get(place)) {
        case WatchStream.Event event -> event(event.change(), place);
        case WatchStream.Bookmark bookmark -> bookmark(bookmark.revision(), place);
      }
    }
    return findings;
  }

  private void event(Change told, int place) {
    if (next < log.changes().size() && log.changes().get(next).equals(told)) {
      next++;
    } else if (log.at(told.revision()).filter(told::equals).isEmpty()) {
      found(Rule.WRONG_EVENT, told + " where the log has " + log.at(told.revision()));
    } else if (log.placeAfter(told.revision()) > next) {
      missing(told.revision() - 1, place, told.toString());
      next = log.placeAfter(told.revision());
    } else if (isAmong(told, stream.signals().subList(0, place))) {
      found(Rule.DUPLICATE, told + " again");
    } else if (told.revision() <= stream.after()) {
      found(Rule.DUPLICATE, told + ", which is from before the watch began");
    } else {
      found(Rule.REORDERED, told + " too late");
    }
  }

  private void bookmark(long revision, int place) {
    missing(revision, place, "a bookmark at " + revision);
    next = Math.max(next, log.placeAfter(revision));
  }

  /** Everything up to a revision should have been told by now. */
  private void missing(long upTo, int place, String told) {
    List<WatchStream.Signal> later = stream.signals().subList(place, stream.signals().size());
    for (; next < log.placeAfter(upTo); next++) {
      Change change = log.changes().get(next);
      // What comes later is found when it comes.
      if (!isAmong(change, later)) {
        found(Rule.GAP, told + " without " + change);
      }
    }
  }

  private static boolean isAmong(Change change, List<WatchStream.Signal> signals) {
    return signals.contains(new WatchStream.Event(change));
  }

  private void found(Rule rule, String what) {
    findings.add(new Finding(rule, stream.by() + " after " + stream.after(), what, List.of()));
  }
}
