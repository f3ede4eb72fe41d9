/** The kinds of the group flowcontrol.apiserver.k8s.io. */
@NullMarked
package io.binnacle.registry.flowcontrol;

import org.jspecify.annotations.NullMarked;
