/**
 * Keeps claims and volumes that are in use from going: both have a finalizer until nobody needs
 * them.
 */
@NullMarked
package io.binnacle.controller.volumeprotection;

import org.jspecify.annotations.NullMarked;
