/** Disks that only one pod of a node can have. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.volumerestrictions;

import org.jspecify.annotations.NullMarked;
