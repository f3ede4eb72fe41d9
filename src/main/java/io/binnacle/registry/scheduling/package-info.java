/** The kinds of the group scheduling.k8s.io. */
@NullMarked
package io.binnacle.registry.scheduling;

import org.jspecify.annotations.NullMarked;
