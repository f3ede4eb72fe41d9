package io.binnacle.storage;

import java.util.List;
import java.util.Optional;

/**
 * What a committed group left: for each of its mutations the version that it wrote; for a deletion
 * the last state with the revision of the deletion; empty for a guard and for a derived write that
 * changed nothing.
 */
public record CommitResult(long revision, List<Optional<StoredObject>> outcomes) {}
