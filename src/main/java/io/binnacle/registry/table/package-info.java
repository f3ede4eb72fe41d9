/**
 * What the columns of {@code kubectl get} have in common: names, ages, durations as people read
 * them. Stateless.
 */
@NullMarked
package io.binnacle.registry.table;

import org.jspecify.annotations.NullMarked;
