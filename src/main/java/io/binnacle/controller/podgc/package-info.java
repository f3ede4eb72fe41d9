/**
 * Removes pods that nobody else can: those whose node is gone or out of service, those that were
 * deleted before they had a node, and ended ones beyond a threshold.
 */
@NullMarked
package io.binnacle.controller.podgc;

import org.jspecify.annotations.NullMarked;
