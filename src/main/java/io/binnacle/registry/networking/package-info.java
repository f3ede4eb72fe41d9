/** The kinds of the group networking.k8s.io. */
@NullMarked
package io.binnacle.registry.networking;

import org.jspecify.annotations.NullMarked;
