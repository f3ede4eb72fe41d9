package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import java.time.Duration;
import java.util.Set;

/**
 * The measures of a store.
 *
 * @param queueCapacity groups that may wait for the committer before more are refused
 * @param mutationsPerCommit about how many mutations one transaction takes from the queue
 * @param historyRetention how far back watches and reads at a revision reach
 * @param shortLivedRetention the same for the short-lived resources
 * @param historyEntries the most log entries kept in memory for one resource
 * @param shortLived resources that change all the time and whose past nobody asks for
 * @param pollInterval how often the log is asked for appends that nobody called about
 * @param progressInterval how often idle watches are told how far they are
 */
public record StoreSettings(
    int queueCapacity,
    int mutationsPerCommit,
    Duration historyRetention,
    Duration shortLivedRetention,
    int historyEntries,
    Set<GroupResource> shortLived,
    Duration pollInterval,
    Duration progressInterval) {

  public static final Set<GroupResource> SHORT_LIVED =
      Set.of(
          new GroupResource("", "events"),
          new GroupResource("events.k8s.io", "events"),
          new GroupResource("coordination.k8s.io", "leases"));

  public StoreSettings {
    shortLived = Set.copyOf(shortLived);
  }

  public static StoreSettings defaults() {
    return new StoreSettings(
        10_000,
        500,
        Duration.ofMinutes(10),
        Duration.ofMinutes(2),
        20_000,
        SHORT_LIVED,
        Duration.ofMillis(500),
        Duration.ofSeconds(2));
  }
}
