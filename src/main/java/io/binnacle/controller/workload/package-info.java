/**
 * What the controllers of workloads share: whose an object is (adoption and release by the
 * controller reference), expectations, creating pods in batches, history, conditions, counting.
 * Knows no controller. Called from the workers of controllers, so everything here is safe for any
 * thread unless it says otherwise.
 */
@NullMarked
package io.binnacle.controller.workload;

import org.jspecify.annotations.NullMarked;
