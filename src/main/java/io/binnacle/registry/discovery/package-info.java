/** The kinds of discovery.k8s.io. */
@NullMarked
package io.binnacle.registry.discovery;

import org.jspecify.annotations.NullMarked;
