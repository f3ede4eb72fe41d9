/**
 * Resource use of node, pods and containers: the summary and the Prometheus text. Rates come from
 * two samples; safe for any thread.
 */
@NullMarked
package io.binnacle.node.stats;

import org.jspecify.annotations.NullMarked;
