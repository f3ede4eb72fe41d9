/** The Event kind of its own group, another view of the core group's events. Stateless. */
@NullMarked
package io.binnacle.registry.events.event;

import org.jspecify.annotations.NullMarked;
