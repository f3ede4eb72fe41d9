/**
 * {@code ./binnacle rollback}: brings a namespace back to a moment, by the API alone. A program of
 * its own, with one thread.
 */
@NullMarked
package io.binnacle.app.rollback;

import org.jspecify.annotations.NullMarked;
