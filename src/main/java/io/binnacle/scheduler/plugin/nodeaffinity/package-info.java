/** Which nodes pods want by labels and fields. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.nodeaffinity;

import org.jspecify.annotations.NullMarked;
