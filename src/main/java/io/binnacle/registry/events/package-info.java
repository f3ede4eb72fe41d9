/** The kinds of the group events.k8s.io. */
@NullMarked
package io.binnacle.registry.events;

import org.jspecify.annotations.NullMarked;
