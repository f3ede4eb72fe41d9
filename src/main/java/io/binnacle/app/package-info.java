/**
 * Wiring: what is made of what, configuration, and the order of start and stop. Knows everybody;
 * nobody knows it.
 */
@NullMarked
package io.binnacle.app;

import org.jspecify.annotations.NullMarked;
