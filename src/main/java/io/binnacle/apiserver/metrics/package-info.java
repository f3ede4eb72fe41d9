/** Metrics as Prometheus text, out of the MicroProfile Metrics registries. */
@NullMarked
package io.binnacle.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
