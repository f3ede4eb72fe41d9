/** The kinds of the group autoscaling. */
@NullMarked
package io.binnacle.registry.autoscaling;

import org.jspecify.annotations.NullMarked;
