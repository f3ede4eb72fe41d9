/**
 * The watch cache and the group commit that every store shares: all of an {@link
 * io.binnacle.storage.ObjectStore} but the durable log under it, which is a {@link
 * io.binnacle.storage.cacher.CommitLog}.
 *
 * <p>Threading: the whole state is one immutable value that is replaced at commit boundaries, so
 * readers take no lock. Three threads a store: the committer decides and commits groups and follows
 * other servers, and is the only one to replace the state; the watch dispatcher calls listeners and
 * completes commits; the head reader asks the log for its newest revision.
 */
@NullMarked
package io.binnacle.storage.cacher;

import org.jspecify.annotations.NullMarked;
