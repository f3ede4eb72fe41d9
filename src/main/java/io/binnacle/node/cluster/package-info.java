/**
 * What the agent reads of the cluster besides its pods: ConfigMaps, Secrets, services. Cached; safe
 * for any thread.
 */
@NullMarked
package io.binnacle.node.cluster;

import org.jspecify.annotations.NullMarked;
