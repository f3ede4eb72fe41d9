/**
 * A web application of one servlet, which {@code ./binnacle bench store} runs beside Binnacle's:
 * how fast the container itself can be. Its state is one array.
 */
@NullMarked
package io.binnacle.app.bench.bare;

import org.jspecify.annotations.NullMarked;
