/**
 * The priority levels and flow schemas that every cluster has (KEP-1040). Shared by who makes them,
 * who keeps them and who validates them. No state; safe for any thread.
 */
@NullMarked
package io.binnacle.apimachinery.flowcontrol;

import org.jspecify.annotations.NullMarked;
