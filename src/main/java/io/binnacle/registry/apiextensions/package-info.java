/** Kinds of the group apiextensions.k8s.io, and the custom resources that they define. */
@NullMarked
package io.binnacle.registry.apiextensions;

import org.jspecify.annotations.NullMarked;
