/** Pod: defaults, rules, what kubectl shows, binding and eviction. */
@NullMarked
package io.binnacle.registry.core.pod;

import org.jspecify.annotations.NullMarked;
