/** Removes Jobs some time after they have finished, as they ask for. */
@NullMarked
package io.binnacle.controller.ttlafterfinished;

import org.jspecify.annotations.NullMarked;
