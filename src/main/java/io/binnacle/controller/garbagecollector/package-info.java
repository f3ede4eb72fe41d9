/**
 * Deletes what has lost all its owners, and carries out orphaning and foreground deletion, by
 * {@code metadata.ownerReferences} of every kind that discovery shows.
 */
@NullMarked
package io.binnacle.controller.garbagecollector;

import org.jspecify.annotations.NullMarked;
