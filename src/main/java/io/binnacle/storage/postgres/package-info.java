/**
 * The durable log in PostgreSQL, through JPA: Hibernate's stateless session with JDBC batches. The
 * only package that knows SQL; entities never leave it.
 *
 * <p>Threading: each thread of the store has its own session and so its own connection, held for as
 * long as it works: three a server, and one more while compaction runs.
 */
@NullMarked
package io.binnacle.storage.postgres;

import org.jspecify.annotations.NullMarked;
