/** Resource quantities: the canonical arithmetic of cpu, memory and counts. */
@NullMarked
package io.binnacle.apimachinery.resource;

import org.jspecify.annotations.NullMarked;
