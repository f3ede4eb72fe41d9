/** The node that a pod asks for by name. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.nodename;

import org.jspecify.annotations.NullMarked;
