/** Binds pods through the API. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.defaultbinder;

import org.jspecify.annotations.NullMarked;
