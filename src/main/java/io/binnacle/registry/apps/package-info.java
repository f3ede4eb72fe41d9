/** The kinds of the group apps, and what they have in common. Stateless. */
@NullMarked
package io.binnacle.registry.apps;

import org.jspecify.annotations.NullMarked;
