/** Which pods want to be near which others, or far from them. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.interpodaffinity;

import org.jspecify.annotations.NullMarked;
