/** How a machine that shows the join token becomes a node. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.authentication.join;

import org.jspecify.annotations.NullMarked;
