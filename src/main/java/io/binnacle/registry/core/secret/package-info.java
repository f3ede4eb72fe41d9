/** Secret. */
@NullMarked
package io.binnacle.registry.core.secret;

import org.jspecify.annotations.NullMarked;
