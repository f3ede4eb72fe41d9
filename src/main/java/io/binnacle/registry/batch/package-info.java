/** The kinds of the group batch, and what they have in common. Stateless. */
@NullMarked
package io.binnacle.registry.batch;

import org.jspecify.annotations.NullMarked;
