/** Holds pods back whose scheduling gates are closed (KEP-3521). Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.schedulinggates;

import org.jspecify.annotations.NullMarked;
