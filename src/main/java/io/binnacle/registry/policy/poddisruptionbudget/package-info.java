/** PodDisruptionBudget. Stateless. */
@NullMarked
package io.binnacle.registry.policy.poddisruptionbudget;

import org.jspecify.annotations.NullMarked;
