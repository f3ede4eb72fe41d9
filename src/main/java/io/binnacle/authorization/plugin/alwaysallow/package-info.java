/** The authorization mode AlwaysAllow. Stateless. */
@NullMarked
package io.binnacle.authorization.plugin.alwaysallow;

import org.jspecify.annotations.NullMarked;
