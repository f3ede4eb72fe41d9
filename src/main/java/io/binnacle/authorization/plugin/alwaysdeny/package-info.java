/** The authorization mode AlwaysDeny. Stateless. */
@NullMarked
package io.binnacle.authorization.plugin.alwaysdeny;

import org.jspecify.annotations.NullMarked;
