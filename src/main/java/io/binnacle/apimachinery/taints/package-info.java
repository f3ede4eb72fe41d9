/** Taints of nodes and which of them pods tolerate. Values; safe for any thread. */
@NullMarked
package io.binnacle.apimachinery.taints;

import org.jspecify.annotations.NullMarked;
