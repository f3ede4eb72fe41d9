/**
 * A store without a database, for tests: the whole of storage.cacher over a log in memory, so that
 * what passes on it passes on the real one. Safe for any thread.
 */
@NullMarked
package io.binnacle.storage.memory;

import org.jspecify.annotations.NullMarked;
