/**
 * The generic registry: the verbs on any resource, by its definition and strategy. Writes are
 * computed against a snapshot, committed as one group, and computed anew when the snapshot was
 * stale. Everything here is safe for any thread and blocks none.
 */
@NullMarked
package io.binnacle.registry.generic;

import org.jspecify.annotations.NullMarked;
