/** ComponentStatus, which is computed and not stored. */
@NullMarked
package io.binnacle.registry.core.componentstatus;

import org.jspecify.annotations.NullMarked;
