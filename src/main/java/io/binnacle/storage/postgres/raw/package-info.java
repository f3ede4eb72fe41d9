/** The store's tables without the store, for benchmarks. Runs on the calling thread. */
@NullMarked
package io.binnacle.storage.postgres.raw;

import org.jspecify.annotations.NullMarked;
