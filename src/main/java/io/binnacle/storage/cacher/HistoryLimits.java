package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import java.util.Set;

/**
 * How much of the log a server keeps in memory, as revisions at one moment.
 *
 * @param floor changes up to this revision are not kept
 * @param shortLived resources that have a floor of their own, since they change all the time and
 *     nobody asks for their past
 */
record HistoryLimits(
    long floor, Set<GroupResource> shortLived, long shortLivedFloor, int maxEntries) {

  long floor(GroupResource resource) {
    return shortLived.contains(resource) ? Math.max(floor, shortLivedFloor) : floor;
  }
}
