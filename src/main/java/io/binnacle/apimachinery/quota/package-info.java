/**
 * What objects use of a ResourceQuota: the evaluators that admission charges by and that the quota
 * controller counts by. Pure Java; stateless; safe for any thread.
 */
@NullMarked
package io.binnacle.apimachinery.quota;

import org.jspecify.annotations.NullMarked;
