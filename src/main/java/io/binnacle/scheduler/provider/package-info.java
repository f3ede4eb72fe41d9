/**
 * Named algorithm providers: which filters and scores a profile has. Plugins are known by name
 * alone. Registration happens at start, on one thread; afterwards everything is read only.
 */
@NullMarked
package io.binnacle.scheduler.provider;

import org.jspecify.annotations.NullMarked;
