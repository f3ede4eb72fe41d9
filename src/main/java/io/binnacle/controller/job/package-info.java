/**
 * Runs Jobs to their end. Every pod carries a finalizer until it has been counted, so that none is
 * counted twice or forgotten, whatever crashes in between (KEP-2307).
 */
@NullMarked
package io.binnacle.controller.job;

import org.jspecify.annotations.NullMarked;
