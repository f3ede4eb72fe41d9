/**
 * Pod status: computed from spec and runtime by a pure function, written to the API in order, only
 * when it changed.
 */
@NullMarked
package io.binnacle.node.podstatus;

import org.jspecify.annotations.NullMarked;
