package io.binnacle.client;

import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what becomes of an event, as client-go's correlator does: too many about one object are
 * dropped, many that differ only in their message become one, and one that was written before is
 * counted up. Confined to the thread that writes events.
 */
final class EventCorrelator {
  /** An event as its reporter told it. */
  record Report(ApiObject about, String fieldPath, String type, String reason, String message) {}

  /**
   * What to write.
   *
   * @param name the Event to count up, empty to create one
   * @param memory where to note the Event's name once it is written
   */
  record Decision(String name, int count, Instant first, String message, Written memory) {}

  /** The Event that stands for equal reports. */
  static final class Written {
    String name = "";
    String namespace = "";
    int count;
    Instant first = Instant.EPOCH;
  }

  private record Kin(String uid, String key, String fieldPath, String type, String reason) {}

  private record Same(Kin kin, String message) {}

  private static final class Similar {
    final Set<String> messages = new HashSet<>();
    Instant last = Instant.EPOCH;
  }

  private static final class Bucket {
    double tokens = BURST;
    Instant last = Instant.EPOCH;
  }

  /** Remembers what was used last. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > REMEMBERED;
    }
  }

  private static final int REMEMBERED = 4096;
  private static final int BURST = 25;
  private static final double TOKENS_A_SECOND = 1.0 / 300;
  private static final int MOST_MESSAGES = 10;
  private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);

  private final Clock clock;
  private final Map<String, Bucket> buckets = new Recent<>();
  private final Map<Kin, Similar> similar = new Recent<>();
  private final Map<Same, Written> written = new Recent<>();

  EventCorrelator(Clock clock) {
    this.clock = clock;
  }

  /** Empty when the event is one too many. */
  Optional<Decision> correlate(Report report) {
    Instant now = clock.instant();
    ApiObject about = report.about();
    if (!allow(about.uid() + "/" + about.kind() + "/" + about.key(), now)) {
      return Optional.empty();
    }
    Kin kin =
        new Kin(
            about.uid(),
            about.kind() + "/" + about.key(),
            report.fieldPath(),
            report.type(),
            report.reason());
    Similar like = similar.computeIfAbsent(kin, key -> new Similar());
    if (like.last.plus(SIMILAR_WITHIN).isBefore(now)) {
      like.messages.clear();
    }
    like.last = now;
    like.messages.add(report.message());
    boolean combined = like.messages.size() > MOST_MESSAGES;
    if (combined) {
      like.messages.remove(report.message());
    }
    String message =
        combined ? "(combined from similar events): " + report.message() : report.message();
    Written memory =
        written.computeIfAbsent(new Same(kin, combined ? "" : message), key -> new Written());
    boolean isNew = memory.name.isEmpty();
    return Optional.of(
        new Decision(
            memory.name,
            isNew ? 1 : memory.count + 1,
            isNew ? now : memory.first,
            message,
            memory));
  }

  private boolean allow(String object, Instant now) {
    Bucket bucket = buckets.computeIfAbsent(object, key -> new Bucket());
    double gained = Duration.between(bucket.last, now).toSeconds() * TOKENS_A_SECOND;
    bucket.tokens = Math.min(BURST, bucket.tokens + gained);
    bucket.last = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}
