/** Spreads pods of one controller or service. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.selectorspread;

import org.jspecify.annotations.NullMarked;
