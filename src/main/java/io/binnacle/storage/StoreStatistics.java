package io.binnacle.storage;

import java.time.Duration;

/**
 * How a store of one server does, at one moment; the counts are since it was opened.
 *
 * @param commits transactions that wrote something
 * @param groups mutation groups that took effect
 * @param refusedGroups groups that were refused by a condition of theirs
 * @param failedGroups groups that failed for a reason outside of them
 * @param mutations changes that the groups of this server wrote
 * @param overloads groups turned away since the queue was full
 * @param largestCommit the most groups that one transaction held
 * @param commitTime spent in transactions, over all of them
 * @param queuedGroups waiting for the committer now
 * @param watches open now
 * @param cachedRevision the newest revision that this server can read
 * @param lag revisions that the log is known to be ahead of the cache
 * @param objects in the cache
 * @param retainedChanges log entries in the cache
 */
public record StoreStatistics(
    long commits,
    long groups,
    long refusedGroups,
    long failedGroups,
    long mutations,
    long overloads,
    long largestCommit,
    Duration commitTime,
    int queuedGroups,
    int watches,
    long cachedRevision,
    long lag,
    long objects,
    long retainedChanges) {}
