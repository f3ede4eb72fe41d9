/** The kinds of the group internal.apiserver.k8s.io. */
@NullMarked
package io.binnacle.registry.internal;

import org.jspecify.annotations.NullMarked;
