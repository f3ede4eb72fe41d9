/** The node agent's settings. Immutable. */
@NullMarked
package io.binnacle.node.configuration;

import org.jspecify.annotations.NullMarked;
