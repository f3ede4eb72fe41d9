/** Gives each node its range of pod addresses. */
@NullMarked
package io.binnacle.controller.nodeipam;

import org.jspecify.annotations.NullMarked;
