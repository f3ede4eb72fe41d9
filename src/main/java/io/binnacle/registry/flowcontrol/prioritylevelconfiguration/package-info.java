/** PriorityLevelConfiguration. Stateless. */
@NullMarked
package io.binnacle.registry.flowcontrol.prioritylevelconfiguration;

import org.jspecify.annotations.NullMarked;
