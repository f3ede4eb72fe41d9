/**
 * Says how many pods of a PodDisruptionBudget may be evicted now. The eviction subresource spends
 * what is allowed; here it is worked out anew when pods change.
 */
@NullMarked
package io.binnacle.controller.disruption;

import org.jspecify.annotations.NullMarked;
