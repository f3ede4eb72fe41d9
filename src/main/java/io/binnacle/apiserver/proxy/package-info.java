/** Proxying to nodes, pods and services, and container logs. */
@NullMarked
package io.binnacle.apiserver.proxy;

import org.jspecify.annotations.NullMarked;
