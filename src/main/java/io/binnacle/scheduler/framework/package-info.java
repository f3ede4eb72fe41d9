/**
 * The scheduling framework: Kubernetes' extension points as small interfaces, what plugins see of
 * pods and nodes, and a profile's set of plugins. Plugins know this package alone.
 *
 * <p>Threading: everything up to the permit extension point runs on the one scheduling thread;
 * preBind and bind run on a thread a pod. Values ({@link io.binnacle.scheduler.framework.PodInfo},
 * {@link io.binnacle.scheduler.framework.NodeInfo}) are immutable.
 */
@NullMarked
package io.binnacle.scheduler.framework;

import org.jspecify.annotations.NullMarked;
