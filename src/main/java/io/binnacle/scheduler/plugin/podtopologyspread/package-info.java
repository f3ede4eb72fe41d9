/** Spreads pods over domains as they ask for (KEP-895). Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.podtopologyspread;

import org.jspecify.annotations.NullMarked;
