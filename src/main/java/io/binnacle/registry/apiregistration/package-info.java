/** The kinds of the group apiregistration.k8s.io. */
@NullMarked
package io.binnacle.registry.apiregistration;

import org.jspecify.annotations.NullMarked;
