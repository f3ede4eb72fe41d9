/** ResourceQuota. */
@NullMarked
package io.binnacle.registry.core.resourcequota;

import org.jspecify.annotations.NullMarked;
