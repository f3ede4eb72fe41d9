/** The kinds of coordination.k8s.io. */
@NullMarked
package io.binnacle.registry.coordination;

import org.jspecify.annotations.NullMarked;
