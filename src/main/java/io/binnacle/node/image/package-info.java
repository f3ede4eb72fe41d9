/**
 * Getting images: pull policies, pull secrets, back-off, and a bound on pulls at a time. Blocks the
 * calling (virtual) thread.
 */
@NullMarked
package io.binnacle.node.image;

import org.jspecify.annotations.NullMarked;
