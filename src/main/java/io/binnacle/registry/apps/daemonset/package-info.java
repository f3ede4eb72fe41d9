/** DaemonSet. Stateless. */
@NullMarked
package io.binnacle.registry.apps.daemonset;

import org.jspecify.annotations.NullMarked;
