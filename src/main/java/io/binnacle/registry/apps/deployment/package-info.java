/** Deployment. Stateless. */
@NullMarked
package io.binnacle.registry.apps.deployment;

import org.jspecify.annotations.NullMarked;
